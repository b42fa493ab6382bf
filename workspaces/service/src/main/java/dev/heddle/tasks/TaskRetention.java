package dev.heddle.tasks;

import dev.heddle.client.DaemonThreads;
import dev.heddle.compute.UsageRows;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes runs that ended long ago, and those of removed tasks, with all that was kept of them. */
@Singleton
class TaskRetention {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRetention.class);
    private static final int AT_ONCE = 200;

    private final RunRows rows;
    private final TaskLogs logs;
    private final UsageRows usage;
    private final TasksConfig config;
    private final List<String> roles;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("heddle-task-retention"));

    TaskRetention(
            RunRows rows,
            TaskLogs logs,
            UsageRows usage,
            TasksConfig config,
            @ConfigProperty(name = "heddle.roles", defaultValue = "registry,serving")
                    List<String> roles) {
        this.rows = rows;
        this.logs = logs;
        this.usage = usage;
        this.config = config;
        this.roles = roles.stream().map(String::strip).toList();
    }

    void start(@Observes StartupEvent event) {
        if (roles.contains("registry")) {
            clock.scheduleWithFixedDelay(this::tick, 1, 60, TimeUnit.MINUTES);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }

    private void tick() {
        try {
            removeOld(Instant.now());
        } catch (RuntimeException e) {
            if (!clock.isShutdown()) {
                LOG.warn("Old runs of tasks could not be removed.", e);
            }
        }
    }

    /** Removes what is too old, and what a removal that was cut off has left. */
    void removeOld(Instant now) {
        rows.removeKeys(now);
        rows.removedTasks().forEach(this::removeRuns);
        Instant oldest = now.minus(config.retention());
        remove(() -> rows.removable(oldest, AT_ONCE));
    }

    /** Removes the runs of a task that is gone. */
    void removeRuns(long task) {
        remove(() -> rows.ofTask(task, AT_ONCE));
    }

    /** The row goes last: whatever is left if this dies before is found again by it. */
    private void remove(Supplier<List<StoredRun>> next) {
        List<StoredRun> some = next.get();
        while (!some.isEmpty() && !clock.isShutdown()) {
            for (StoredRun run : some) {
                logs.remove(run);
                usage.remove(run.subject());
            }
            rows.remove(some.stream().map(StoredRun::id).toList());
            some = next.get();
        }
    }
}
