package dev.heddle.tasks;

import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.tasks.TaskRun.End;
import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.compute.LogCopies;
import dev.heddle.compute.UsageSampler.Seen;
import dev.heddle.containers.Container;
import dev.heddle.containers.Container.Cause;
import dev.heddle.containers.Container.Ending;
import dev.heddle.tasks.TaskEndings.Outcome;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles attempts that have ended: what they printed and used is kept first, then the run is noted
 * to have ended or to wait for another attempt, and the container is removed last. Cut off anywhere
 * in between, it is done again from the beginning, and comes to the same.
 */
@Singleton
class TaskSettlement {
    private static final Logger LOG = LoggerFactory.getLogger(TaskSettlement.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final RunRows rows;
    private final RunQueue queue;
    private final TaskContainers containers;
    private final LogCopies logs;
    private final TaskRunViews views;
    private final TasksConfig config;
    private final TaskChecks checks;

    TaskSettlement(
            RunRows rows,
            RunQueue queue,
            TaskContainers containers,
            LogCopies logs,
            TaskRunViews views,
            TasksConfig config,
            TaskChecks checks) {
        this.rows = rows;
        this.queue = queue;
        this.containers = containers;
        this.logs = logs;
        this.views = views;
        this.config = config;
        this.checks = checks;
    }

    /**
     * Settles an attempt.
     *
     * @param container its container, which has ended; empty if it is gone, or never was
     */
    void settle(StoredRun attempt, Optional<Container> container) {
        Optional<Ending> ending = container.flatMap(Container::ending);
        settle(
                attempt,
                container,
                now -> TaskEndings.of(now, ending, nextMemory(now.run().size().memoryBytes())));
    }

    /** Settles an attempt whose container could not be made, and cannot be. */
    void notStarted(StoredRun attempt, String reason) {
        settle(
                attempt,
                Optional.empty(),
                now -> new Outcome(End.NOT_STARTED, OptionalInt.empty(), Optional.of(reason)));
    }

    private long nextMemory(long had) {
        return MemoryLearning.after(had, checks.mostMemory());
    }

    /** Says what an attempt came to, from its run as it is now. */
    private interface Judge {
        Outcome of(StoredRun now);
    }

    private void settle(StoredRun attempt, Optional<Container> container, Judge judge) {
        String name = containers.name(attempt);
        Optional<StoredRun> found = rows.find(attempt.id()).filter(now -> isOpen(attempt, now));
        if (found.isPresent()) {
            StoredRun run = found.get();
            logs.copy(name);
            containers.revoke(name);
            Outcome outcome = judge.of(run);
            RunQueue.Used used = used(run, container);
            if (outcome.end() == End.HOST_FAILED && run.attempt() <= config.hostRetries()) {
                if (!again(run, used, outcome)) {
                    // It was asked to end right now: the next look takes that into account.
                    return;
                }
            } else {
                end(run, used, outcome);
            }
        }
        views.forget(attempt);
        containers.remove(name);
    }

    private static boolean isOpen(StoredRun attempt, StoredRun now) {
        return now.run().state() != TaskRun.State.STOPPED && now.attempt() == attempt.attempt();
    }

    private RunQueue.Used used(StoredRun run, Optional<Container> container) {
        Optional<Instant> started =
                run.run()
                        .startedAt()
                        .or(() -> container.flatMap(Container::startedAt))
                        .map(at -> at.truncatedTo(ChronoUnit.MICROS));
        Instant ended =
                container
                        .flatMap(Container::ending)
                        .map(Ending::at)
                        .orElseGet(Instant::now)
                        .truncatedTo(ChronoUnit.MICROS);
        Seen seen = views.seen(run, started);
        ComputeCost cost =
                started.map(from -> TaskRunViews.cost(run, from, ended)).orElse(ComputeCost.NONE);
        // One that wanted more than it had, had all of it, whatever was seen before.
        long least =
                container
                        .flatMap(Container::ending)
                        .filter(ending -> ending.cause() == Cause.OUT_OF_MEMORY)
                        .map(ending -> run.run().size().memoryBytes())
                        .orElse(0L);
        long peak = Math.max(least, seen.peakMemoryBytes());
        return new RunQueue.Used(started, ended, peak, seen.cpuSeconds(), cost);
    }

    private boolean again(StoredRun run, RunQueue.Used used, Outcome outcome) {
        Instant due =
                TaskEndings.nextAttempt(
                        Instant.now(), run.attempt(), config.hostRetryPause(), LONGEST_PAUSE);
        String reason = outcome.reason().orElse("the host failed") + "; it is begun again";
        boolean isAgain = queue.again(run, used, due, reason);
        if (isAgain) {
            LOG.warn(
                    "A run of a task is begun again. run={} attempt={} reason=\"{}\"",
                    run.id(),
                    run.attempt(),
                    reason);
        }
        return isAgain;
    }

    private void end(StoredRun run, RunQueue.Used used, Outcome outcome) {
        OptionalLong learned =
                outcome.end() == End.OUT_OF_MEMORY
                        ? OptionalLong.of(nextMemory(run.run().size().memoryBytes()))
                        : OptionalLong.empty();
        queue.end(run, used, outcome.end(), outcome.exitCode(), outcome.reason(), learned);
        LOG.info(
                "A run of a task has ended. run={} task={} end={} reason=\"{}\"",
                run.id(),
                run.run().task(),
                outcome.end(),
                outcome.reason().orElse(""));
    }
}
