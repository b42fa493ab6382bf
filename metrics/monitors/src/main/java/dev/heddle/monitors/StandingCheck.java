package dev.heddle.monitors;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.heddle.client.monitors.MonitorCheck;
import dev.heddle.client.monitors.MonitorState;
import java.time.Instant;
import java.util.Objects;

/**
 * A judgement, and what makes it hold still: an alert begins and ends only when two judgements in a
 * row say so.
 *
 * @param check what is said
 * @param page the address of the page that shows it
 * @param times how many judgements in a row said otherwise
 */
record StandingCheck(MonitorCheck check, String page, int times) {
    private static final int ENOUGH = 2;

    StandingCheck {
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(page, "page");
    }

    /** What a first judgement makes of it: no alert yet. */
    static StandingCheck first(Verdict verdict, Instant now) {
        StandingCheck calm =
                new StandingCheck(
                        new MonitorCheck(
                                verdict.kind(),
                                verdict.subject(),
                                MonitorState.OK,
                                verdict.value(),
                                verdict.threshold(),
                                "",
                                now),
                        verdict.page(),
                        0);
        return calm.next(verdict, now);
    }

    /** What the next judgement makes of it. */
    StandingCheck next(Verdict verdict, Instant now) {
        boolean isCrossing = verdict.isAlert() != isAlert();
        if (isCrossing && times + 1 < ENOUGH) {
            return new StandingCheck(
                    with(verdict, check.state(), check.message(), check.since()),
                    verdict.page(),
                    times + 1);
        }
        Instant since = verdict.state() == check.state() ? check.since() : now;
        return new StandingCheck(
                with(verdict, verdict.state(), verdict.message(), since), verdict.page(), 0);
    }

    private static MonitorCheck with(
            Verdict verdict, MonitorState state, String message, Instant since) {
        return new MonitorCheck(
                verdict.kind(),
                verdict.subject(),
                state,
                verdict.value(),
                verdict.threshold(),
                message,
                since);
    }

    @JsonIgnore
    boolean isAlert() {
        return check.state() == MonitorState.ALERT;
    }

    boolean isOf(Verdict verdict) {
        return check.kind() == verdict.kind() && check.subject().equals(verdict.subject());
    }

    /** Whether both are alerts of the same thing. */
    boolean isSameAlert(StandingCheck other) {
        return isAlert()
                && other.isAlert()
                && check.kind() == other.check.kind()
                && check.subject().equals(other.check.subject());
    }
}
