package dev.heddle.containers;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What a container uses.
 *
 * @param at when that was so
 * @param cpuTime processor time since it began
 * @param memoryBytes memory in use, without caches that can be given back
 * @param receivedBytes what came over the network since it began
 * @param sentBytes what went over the network since it began
 * @param processes how many processes and threads it has
 */
public record Usage(
        Instant at,
        Duration cpuTime,
        long memoryBytes,
        long receivedBytes,
        long sentBytes,
        long processes) {
    public Usage {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(cpuTime, "cpuTime");
    }
}
