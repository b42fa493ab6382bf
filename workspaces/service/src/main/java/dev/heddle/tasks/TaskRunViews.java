package dev.heddle.tasks;

import dev.heddle.client.LogPart;
import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.client.workspaces.ResourceSample;
import dev.heddle.compute.UsageRows;
import dev.heddle.compute.UsageSampler;
import dev.heddle.compute.UsageSampler.Seen;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is shown of runs: what the database keeps, and what their containers do right now. */
@Singleton
class TaskRunViews {
    private static final double SECOND_MILLIS = 1_000;

    private final UsageSampler sampler;
    private final UsageRows usage;
    private final TaskContainers containers;
    private final TaskLogs logs;

    TaskRunViews(UsageSampler sampler, UsageRows usage, TaskContainers containers, TaskLogs logs) {
        this.sampler = sampler;
        this.usage = usage;
        this.containers = containers;
        this.logs = logs;
    }

    /** A run as it is now. */
    TaskRun now(StoredRun stored) {
        TaskRun run = stored.run();
        if (run.state() != TaskRun.State.RUNNING || run.startedAt().isEmpty()) {
            return run;
        }
        Seen seen = sampler.seen(containers.name(stored)).orElse(new Seen(0, 0));
        return new TaskRun(
                run.id(),
                run.task(),
                run.version(),
                run.state(),
                run.end(),
                run.exitCode(),
                run.reason(),
                run.owner(),
                run.command(),
                run.environment(),
                run.size(),
                run.attempt(),
                run.queuedAt(),
                run.startedAt(),
                run.endedAt(),
                Math.max(run.peakMemoryBytes(), seen.peakMemoryBytes()),
                run.cpuSeconds() + seen.cpuSeconds(),
                run.cost().plus(cost(stored, run.startedAt().get(), Instant.now())),
                run.key());
    }

    /** What a run's attempt costs from its beginning until a time. */
    static ComputeCost cost(StoredRun run, Instant from, Instant until) {
        double seconds = Math.max(0, Duration.between(from, until).toMillis()) / SECOND_MILLIS;
        return ComputeCost.of(run.run().size(), seconds);
    }

    /** What an attempt was seen to use, by this process or by one before. */
    Seen seen(StoredRun run, Optional<Instant> startedAt) {
        Seen seen = sampler.seen(containers.name(run)).orElse(new Seen(0, 0));
        long kept = startedAt.map(from -> usage.peakMemory(run.subject(), from)).orElse(0L);
        return new Seen(Math.max(seen.peakMemoryBytes(), kept), seen.cpuSeconds());
    }

    /** Watches an attempt no more. */
    void forget(StoredRun run) {
        sampler.unwatch(containers.name(run));
    }

    /** What a run has printed, from an offset on. */
    LogPart log(StoredRun run, long offset) {
        return logs.read(run, offset);
    }

    /** What a run has used, oldest first. */
    List<ResourceSample> usage(StoredRun run) {
        return usage.since(run.subject(), run.run().queuedAt());
    }
}
