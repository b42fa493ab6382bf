package dev.heddle.client.streams;

import java.time.Duration;
import java.util.Objects;

/**
 * What to do with events whose processing failed in some way.
 *
 * @param attempts how many times an event is tried in all; then it becomes a dead letter
 * @param pause the pause before the second attempt; each further one is twice as long
 * @param longestPause the most that a pause grows to
 * @param outage whether the fault lies elsewhere, as with a database that is down: all the events
 *     of a call wait together, and are not looked through for one to blame until the attempts are
 *     used up
 */
public record RetryRule(int attempts, Duration pause, Duration longestPause, boolean outage) {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** No second attempt. */
    public static final RetryRule NEVER = new RetryRule(1, PAUSE, LONGEST_PAUSE, false);

    public RetryRule {
        pause = Objects.requireNonNullElse(pause, PAUSE);
        longestPause = Objects.requireNonNullElse(longestPause, LONGEST_PAUSE);
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts is at least 1, got " + attempts);
        }
        if (pause.isNegative() || longestPause.compareTo(pause) < 0) {
            throw new IllegalArgumentException(
                    "pause is from 0 to longestPause, got %s and %s"
                            .formatted(pause, longestPause));
        }
    }

    /**
     * The pause after some attempts.
     *
     * @param attempts how many there were, from 1
     */
    public Duration pauseAfter(int attempts) {
        Duration next = pause.multipliedBy(1L << Math.min(attempts - 1, 20));
        return next.compareTo(longestPause) < 0 ? next : longestPause;
    }
}
