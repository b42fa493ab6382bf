package dev.heddle.monitors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.monitors.MonitorCheck;
import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.MonitorState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MonitorMetersIT {
    private final MonitorsFixture monitors = new MonitorsFixture();
    private final MonitorMeters meters = new MonitorMeters(monitors.database, monitors.meters);

    @Test
    void shouldTellStatesDriftQualityAndAlertsAndForgetWhatIsOver() {
        monitors.reports.baseline("churn", 1, MonitorsFixture.profile(500, 40, 7));
        monitors.versionChecks.add((model, version, policy) -> List.of(accuracy()));
        monitors.minute(200, 100, 40);
        monitors.minute(200, 100, 40);
        meters.refresh();
        double alert = gauge("heddle.monitor.alert", "kind", "errors", "target", "churn@1");
        double state = gauge("heddle.monitor.state", "model", "churn", "state", "alert");

        for (int minute = 0; minute < 8; minute++) {
            monitors.minute(200, 0, 40);
        }
        meters.refresh();

        assertThat(alert).isEqualTo(1);
        assertThat(state).isEqualTo(1);
        assertThat(gauge("heddle.monitor.state", "model", "churn", "state", "ok")).isEqualTo(1);
        assertThat(gauge("heddle.monitor.drift", "field", "input.age", "version", "1"))
                .isBetween(0.0, 0.1);
        assertThat(gauge("heddle.monitor.quality", "measure", "accuracy", "version", "1"))
                .isEqualTo(0.9);
        assertThat(monitors.meters.find("heddle.monitor.alert").gauges()).isEmpty();
        assertThat(monitors.meters.find("heddle.monitor.state").gauges()).hasSize(1);
    }

    private static MonitorCheck accuracy() {
        return new MonitorCheck(
                Kind.QUALITY,
                "accuracy",
                MonitorState.OK,
                Optional.of(0.9),
                Optional.empty(),
                "",
                Instant.EPOCH);
    }

    private double gauge(String name, String... tags) {
        return monitors.meters.get(name).tags(tags).gauge().value();
    }
}
