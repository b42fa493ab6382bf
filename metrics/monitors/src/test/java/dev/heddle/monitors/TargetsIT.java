package dev.heddle.monitors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.monitors.Alert;
import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.client.monitors.OperationalChecks;
import dev.heddle.client.monitors.TargetCheck;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TargetsIT {
    private final MonitorsFixture monitors = new MonitorsFixture();
    private List<TargetCheck> lags = List.of();
    private boolean isAway;

    TargetsIT() {
        monitors.operationalChecks.add(
                new OperationalChecks() {
                    @Override
                    public List<Kind> kinds() {
                        return List.of(Kind.LAG);
                    }

                    @Override
                    public List<TargetCheck> checks() {
                        if (isAway) {
                            throw new HeddleException(ErrorCode.UNAVAILABLE, "away");
                        }
                        return lags;
                    }
                });
    }

    private static TargetCheck lag(String stream, long events) {
        return new TargetCheck(
                Kind.LAG,
                stream,
                "",
                events > 10_000 ? MonitorState.ALERT : MonitorState.OK,
                Optional.of((double) events),
                Optional.of(10_000.0),
                events > 10_000 ? "it is %d events behind".formatted(events) : "",
                "/ui/streams/" + stream);
    }

    private void look() {
        monitors.targets.run(monitors.clock.advance(Duration.ofMinutes(1)));
    }

    @Test
    void shouldBeginAndEndAlertsOfStreams() {
        lags = List.of(lag("clicks", 50_000), lag("orders", 3));
        look();
        List<Alert> first = monitors.alerts();
        look();
        List<Alert> second = monitors.alerts();
        lags = List.of(lag("clicks", 3), lag("orders", 3));
        look();
        look();

        assertThat(first).isEmpty();
        assertThat(second)
                .singleElement()
                .satisfies(alert -> assertThat(alert.target()).isEqualTo("clicks"));
        assertThat(monitors.alerts()).isEmpty();
    }

    @Test
    void shouldEndTheAlertOfAStreamThatIsGone() {
        lags = List.of(lag("clicks", 50_000));
        look();
        look();
        lags = List.of();

        look();

        assertThat(monitors.alerts()).isEmpty();
        assertThat(monitors.count("monitor_target")).isZero();
    }

    @Test
    void shouldLeaveEverythingAsItWasWhenItCannotLook() {
        lags = List.of(lag("clicks", 50_000));
        look();
        look();
        isAway = true;

        look();
        look();

        assertThat(monitors.alerts()).hasSize(1);
    }

    @Test
    void shouldLookOnceAMinuteHoweverManyProcessesDo() {
        lags = List.of(lag("clicks", 50_000));
        look();

        monitors.targets.run(monitors.clock.advance(Duration.ofSeconds(5)));

        assertThat(monitors.alerts()).isEmpty();
    }
}
