package dev.heddle.monitors;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RetentionIT {
    private static final Instant BEGIN = MonitorsFixture.BEGIN;

    private final MonitorsFixture monitors = new MonitorsFixture();

    @Test
    void shouldRemoveEachGrainInItsTimeAndKeepTheDay() {
        monitors.reports.report(
                List.of(MonitorsFixture.report("a", BEGIN.minusSeconds(60), 10, 0)));
        rollUpAll();

        remove(Duration.ofHours(8));
        List<Long> afterHours = rows();
        remove(Duration.ofDays(3));
        List<Long> afterDays = rows();
        remove(Duration.ofDays(32));
        List<Long> afterAMonth = rows();
        remove(Duration.ofDays(402));

        assertThat(afterHours).containsExactly(0L, 1L, 1L, 1L);
        assertThat(afterDays).containsExactly(0L, 0L, 1L, 1L);
        assertThat(afterAMonth).containsExactly(0L, 0L, 0L, 1L);
        assertThat(rows()).containsExactly(0L, 0L, 0L, 0L);
    }

    private void rollUpAll() {
        for (int hour = 1; hour <= 3; hour++) {
            monitors.rollUp.run(BEGIN.plus(Duration.ofHours(hour)));
        }
    }

    private void remove(Duration later) {
        monitors.retention.run(BEGIN.plus(later));
    }

    private List<Long> rows() {
        return List.of(
                monitors.count("monitor_report"),
                monitors.count("monitor_bucket where grain = 300"),
                monitors.count("monitor_bucket where grain = 3600"),
                monitors.count("monitor_bucket where grain = 86400"));
    }

    @Test
    void shouldKeepWhatIsStillToBeMerged() {
        monitors.reports.report(
                List.of(MonitorsFixture.report("a", BEGIN.minusSeconds(60), 10, 0)));

        remove(Duration.ofDays(600));
        long kept = monitors.count("monitor_report");
        for (int hour = 1; hour <= 3; hour++) {
            monitors.rollUp.run(BEGIN.plus(Duration.ofDays(2)).plus(Duration.ofHours(hour)));
        }

        assertThat(kept).isEqualTo(1);
        assertThat(monitors.buckets(Grain.DAY).get(0).calls()).isEqualTo(10);
    }

    @Test
    void shouldThinHowFarFieldsWere() {
        monitors.database.run(
                handle -> {
                    Versions.add(handle, "churn", 1);
                    for (int piece = 0; piece < 48; piece++) {
                        Instant time = BEGIN.plus(Duration.ofMinutes(5L * piece));
                        DriftPoints.put(
                                handle, "churn", 1, time, Optional.of((double) piece), Map.of());
                    }
                });

        remove(Duration.ofDays(1));
        long fine = monitors.count("monitor_drift");
        remove(Duration.ofDays(3));
        long hourly = monitors.count("monitor_drift");
        String last = monitors.text("select max(psi) from monitor_drift");
        remove(Duration.ofDays(32));
        long daily = monitors.count("monitor_drift");

        assertThat(fine).isEqualTo(48);
        assertThat(hourly).isEqualTo(4);
        assertThat(last).isEqualTo("47");
        assertThat(daily).isEqualTo(1);
    }
}
