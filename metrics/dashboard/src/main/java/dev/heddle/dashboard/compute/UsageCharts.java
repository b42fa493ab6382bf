package dev.heddle.dashboard.compute;

import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.client.workspaces.ResourceSample;
import dev.heddle.dashboard.Chart;
import dev.heddle.dashboard.Chart.Role;
import dev.heddle.dashboard.Chart.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What a container used, drawn beside what it may use. */
public final class UsageCharts {
    private static final double MIB = 1L << 20;
    private static final double GIB = 1L << 30;

    /** Samples that are this much further apart than most had none between them. */
    private static final int GAP = 3;

    /** One sample alone is no line. */
    private static final int LEAST = 2;

    private static final Duration LEAST_GAP = Duration.ofMinutes(1);

    private UsageCharts() {}

    /**
     * Processors and memory; nothing where too little was measured to be drawn.
     *
     * @param samples oldest first
     * @param size what the container may use now
     */
    public static List<Chart> both(List<ResourceSample> samples, ComputeSize size) {
        return samples.size() < LEAST
                ? List.of()
                : List.of(cpus(samples, size), memory(samples, size));
    }

    /**
     * Processors in use.
     *
     * @param samples oldest first; at least one
     * @param size what the container may use now
     */
    static Chart cpus(List<ResourceSample> samples, ComputeSize size) {
        return chart("Processors", "in use", "CPUs", samples, ResourceSample::cpus, size.cpus());
    }

    /**
     * Memory in use, without caches that can be given back; in the unit that suits the size.
     *
     * @param samples oldest first; at least one
     * @param size what the container may use now
     */
    static Chart memory(List<ResourceSample> samples, ComputeSize size) {
        boolean isLarge = size.memoryBytes() >= GIB;
        double unit = isLarge ? GIB : MIB;
        return chart(
                "Memory",
                "in use",
                isLarge ? "GiB" : "MiB",
                samples,
                sample -> sample.memoryBytes() / unit,
                size.memoryBytes() / unit);
    }

    private static Chart chart(
            String title,
            String name,
            String unit,
            List<ResourceSample> samples,
            ToDoubleFunction<ResourceSample> value,
            double most) {
        Series used = Series.area(name, Role.PLAIN);
        Series limit = Series.of("may use", Role.BASELINE);
        Duration gap = gap(samples);
        Instant before = samples.get(0).at();
        for (ResourceSample sample : samples) {
            if (Duration.between(before, sample.at()).compareTo(gap) > 0) {
                used.add(before.plusMillis(1), Optional.empty());
            }
            used.add(sample.at(), Optional.of(value.applyAsDouble(sample)));
            before = sample.at();
        }
        limit.add(samples.get(0).at(), Optional.of(most));
        limit.add(before, Optional.of(most));
        return Chart.overTime(title, unit, unit, Optional.empty(), List.of(used, limit));
    }

    private static Duration gap(List<ResourceSample> samples) {
        List<Duration> steps = new ArrayList<>();
        for (int i = 1; i < samples.size(); i++) {
            steps.add(Duration.between(samples.get(i - 1).at(), samples.get(i).at()));
        }
        if (steps.isEmpty()) {
            return LEAST_GAP;
        }
        steps.sort(null);
        Duration usual = steps.get(steps.size() / 2).multipliedBy(GAP);
        return usual.compareTo(LEAST_GAP) < 0 ? LEAST_GAP : usual;
    }
}
