package dev.heddle.dashboard.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.features.FeatureViewSummary;
import dev.heddle.model.FeatureView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeatureWordsTest {
    private static final FeatureView VIEW =
            FeatureView.fromMap(
                    Map.of(
                            "name",
                            "activity",
                            "keys",
                            List.of(Map.of("customerId", "long")),
                            "features",
                            List.of(Map.of("visits", "long"), Map.of("spent", "double")),
                            "time",
                            "at",
                            "timeToLive",
                            "3h"));

    private static FeatureViewSummary summary(Instant newest, boolean ready, String problem) {
        return new FeatureViewSummary(
                VIEW,
                Instant.EPOCH,
                "ann",
                ready,
                4,
                0,
                Optional.ofNullable(newest),
                0,
                Optional.ofNullable(problem));
    }

    @Test
    void shouldCallAViewExpiredWhenItsNewestWriteCountsNoMore() {
        Instant now = Instant.now();

        assertThat(FeatureWords.isStale(summary(now.minus(Duration.ofHours(4)), true, null)))
                .isTrue();
        assertThat(FeatureWords.isStale(summary(now.minus(Duration.ofHours(2)), true, null)))
                .isFalse();
        assertThat(FeatureWords.isStale(summary(null, true, null))).isFalse();
    }

    @Test
    void shouldSayHowAViewIsDoing() {
        assertThat(FeatureWords.state(summary(null, true, null))).isEqualTo("ready");
        assertThat(FeatureWords.state(summary(null, false, null))).isEqualTo("is read");
        assertThat(FeatureWords.state(summary(null, true, "the brokers are away")))
                .isEqualTo("failing");
    }

    @Test
    void shouldNameKeysAndTypes() {
        assertThat(FeatureWords.names(VIEW.features().fields())).isEqualTo("visits, spent");
        assertThat(FeatureWords.typeWord(VIEW.keys().fields().get(0))).isEqualTo("long");
    }
}
