package dev.heddle.client.workspaces;

import java.time.Duration;
import java.time.Instant;

/**
 * What was held for a container while it ran, used or not.
 *
 * @param cpuHours processors times hours
 * @param memoryGibHours GiB of memory times hours
 */
public record ComputeCost(double cpuHours, double memoryGibHours) {
    /** Nothing yet. */
    public static final ComputeCost NONE = new ComputeCost(0, 0);

    private static final double GIB = 1L << 30;
    private static final double MILLIS = 1_000;
    private static final double HOUR_SECONDS = 3_600;

    /** What a size costs for a time. */
    public static ComputeCost of(ComputeSize size, double seconds) {
        double hours = seconds / HOUR_SECONDS;
        return new ComputeCost(size.cpus() * hours, size.memoryBytes() / GIB * hours);
    }

    /** What a size costs between two moments; nothing if the second is the earlier one. */
    public static ComputeCost between(ComputeSize size, Instant since, Instant until) {
        double seconds = Duration.between(since, until).toMillis() / MILLIS;
        return of(size, Math.max(0, seconds));
    }

    /** Both together. */
    public ComputeCost plus(ComputeCost other) {
        return new ComputeCost(cpuHours + other.cpuHours, memoryGibHours + other.memoryGibHours);
    }
}
