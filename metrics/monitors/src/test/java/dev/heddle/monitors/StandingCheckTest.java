package dev.heddle.monitors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.MonitorState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StandingCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");

    private static Verdict verdict(MonitorState state) {
        return new Verdict(
                Kind.ERRORS, "", state, Optional.of(0.5), Optional.of(0.05), "wrong", "/ui");
    }

    private static StandingCheck after(MonitorState... looks) {
        StandingCheck standing = StandingCheck.first(verdict(looks[0]), NOW);
        for (int look = 1; look < looks.length; look++) {
            standing = standing.next(verdict(looks[look]), NOW.plusSeconds(60L * look));
        }
        return standing;
    }

    @Test
    void shouldNotFlapWithEveryLook() {
        StandingCheck standing =
                after(
                        MonitorState.ALERT,
                        MonitorState.OK,
                        MonitorState.ALERT,
                        MonitorState.OK,
                        MonitorState.ALERT);

        assertThat(standing.isAlert()).isFalse();
    }

    @Test
    void shouldHoldAnAlertUntilTwoLooksSayOtherwise() {
        assertThat(after(MonitorState.ALERT, MonitorState.ALERT, MonitorState.OK).isAlert())
                .isTrue();
        assertThat(
                        after(
                                        MonitorState.ALERT,
                                        MonitorState.ALERT,
                                        MonitorState.OK,
                                        MonitorState.IDLE)
                                .check()
                                .state())
                .isEqualTo(MonitorState.IDLE);
    }

    @Test
    void shouldSaySinceWhenItIsSo() {
        StandingCheck standing = after(MonitorState.ALERT, MonitorState.ALERT, MonitorState.ALERT);

        assertThat(standing.check().since()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void shouldBeTheSameAfterItWasKept() {
        List<StandingCheck> checks = List.of(after(MonitorState.ALERT, MonitorState.ALERT));

        assertThat(Standing.read(Standing.write(checks))).isEqualTo(checks);
    }
}
