package dev.heddle.monitors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.monitors.MonitorCheck;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.monitors.outcomes.Quality;
import dev.heddle.monitors.outcomes.Quality.Measure;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class QualityChecksTest {
    @Test
    void shouldAlertWhenAccuracyIsTooLow() {
        MonitorCheck check =
                QualityChecks.check(quality(Measure.ACCURACY, 0.7, 500), Optional.of(0.8));

        assertThat(check.state()).isEqualTo(MonitorState.ALERT);
        assertThat(check.subject()).isEqualTo("accuracy");
        assertThat(check.message())
                .isEqualTo("the accuracy of 500 predictions is 0.70, expected 0.80 or more");
    }

    @Test
    void shouldAlertWhenTheErrorIsTooLarge() {
        assertThat(state(quality(Measure.MEAN_ABSOLUTE_ERROR, 12, 500), Optional.of(10.0)))
                .isEqualTo(MonitorState.ALERT);
        assertThat(state(quality(Measure.MEAN_ABSOLUTE_ERROR, 8, 500), Optional.of(10.0)))
                .isEqualTo(MonitorState.OK);
    }

    @Test
    void shouldSayNothingOfFewPredictionsOrWithoutAThreshold() {
        assertThat(state(quality(Measure.ACCURACY, 0.1, 20), Optional.of(0.8)))
                .isEqualTo(MonitorState.LEARNING);
        assertThat(state(quality(Measure.ACCURACY, 0.1, 500), Optional.empty()))
                .isEqualTo(MonitorState.OK);
    }

    private static MonitorState state(Quality quality, Optional<Double> wanted) {
        return QualityChecks.check(quality, wanted).state();
    }

    private static Quality quality(Measure measure, double value, long rows) {
        return new Quality("churn", 1, measure, value, rows, Instant.EPOCH);
    }
}
