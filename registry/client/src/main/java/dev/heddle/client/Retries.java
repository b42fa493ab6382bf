package dev.heddle.client;

import java.time.Duration;
import java.util.Optional;

/**
 * How often a request is repeated, and after which pause.
 *
 * @param attempts how often it is sent in all
 * @param first the pause before the second, doubled with every further one
 * @param longest no pause is longer; a server that asks for more is not asked again
 */
record Retries(int attempts, Duration first, Duration longest) {
    /** Five attempts within a few seconds. */
    static final Retries DEFAULT = new Retries(5, Duration.ofMillis(200), Duration.ofSeconds(10));

    /**
     * How long to wait before the next attempt; empty to give up.
     *
     * @param attempt how often it was sent, from 1
     * @param retryAfter the answer's header, in seconds
     */
    Optional<Duration> pause(int attempt, Optional<String> retryAfter) {
        if (attempt >= attempts) {
            return Optional.empty();
        }
        Duration pause =
                retryAfter
                        .filter(text -> text.matches("[0-9]{1,6}"))
                        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                        .orElse(first.multipliedBy(1L << (attempt - 1)));
        return pause.compareTo(longest) > 0 ? Optional.empty() : Optional.of(pause);
    }
}
