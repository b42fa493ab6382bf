package dev.heddle.client.workspaces;

import java.time.Instant;
import java.util.Objects;

/**
 * What a container used in the time before a moment.
 *
 * @param at the moment
 * @param cpus processors in use on average since the sample before
 * @param memoryBytes memory in use, without caches that can be given back
 * @param receivedBytes what came over the network since the container began
 * @param sentBytes what went over the network since the container began
 * @param processes how many processes and threads it has
 */
public record ResourceSample(
        Instant at,
        double cpus,
        long memoryBytes,
        long receivedBytes,
        long sentBytes,
        long processes) {
    public ResourceSample {
        Objects.requireNonNull(at, "at");
    }
}
