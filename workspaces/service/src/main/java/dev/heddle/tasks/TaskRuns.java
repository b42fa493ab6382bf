package dev.heddle.tasks;

import dev.heddle.client.Identity;
import dev.heddle.client.LogPart;
import dev.heddle.client.Token.Role;
import dev.heddle.client.tasks.Task;
import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.tasks.TaskRunRequest;
import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.client.workspaces.ResourceSample;
import dev.heddle.compute.ComputeDatabase;
import dev.heddle.compute.ComputeLoop;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;

/** Runs of tasks: asked for, looked at, stopped. A run is seen by its owner and by admins alone. */
@Singleton
class TaskRuns {
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final int RADIX = 36;
    private static final long SUFFIX = 36L * 36 * 36 * 36 * 36 * 36 * 36;

    private final ComputeDatabase database;
    private final Tasks tasks;
    private final RunRows rows;
    private final TaskChecks checks;
    private final TasksConfig config;
    private final TaskRunViews views;
    private final ComputeLoop loop;
    private final SecureRandom random = new SecureRandom();

    TaskRuns(
            ComputeDatabase database,
            Tasks tasks,
            RunRows rows,
            TaskChecks checks,
            TasksConfig config,
            TaskRunViews views,
            ComputeLoop loop) {
        this.database = database;
        this.tasks = tasks;
        this.rows = rows;
        this.checks = checks;
        this.config = config;
        this.views = views;
        this.loop = loop;
    }

    /**
     * Asks for a run; it acts in the caller's name.
     *
     * @throws HeddleException with {@code NOT_FOUND} codes if there is no such task, version, alias
     *     or workspace, with {@code INVALID_REQUEST} if it cannot be run so, with {@code
     *     OVERLOADED} if too many wait, with {@code CONFLICT} if the key is taken by another task
     */
    TaskRun ask(String name, TaskRunRequest request, Identity caller) {
        request.key().ifPresent(TaskChecks::key);
        TaskBody.requireNoNulls("command", request.command());
        TaskBody.requireNoNulls("environment", request.environment().values());
        StoredRun wanted = wanted(tasks.find(name, request.reference()), request, caller);
        StoredRun asked = database.transaction(handle -> insert(handle, wanted));
        loop.wake();
        return views.now(asked);
    }

    private StoredRun insert(Handle handle, StoredRun wanted) {
        TaskRun run = wanted.run();
        Instant now = run.queuedAt();
        if (run.key().isPresent()
                && !RunRows.takeKey(handle, run.owner(), run.key().get(), run.id(), now)) {
            return same(run, RunRows.byKey(handle, run.owner(), run.key().get(), now));
        }
        if (RunRows.queued(handle) >= config.maxQueued()) {
            throw new HeddleException(
                    ErrorCode.OVERLOADED,
                    "%d runs of tasks wait already; try again later".formatted(config.maxQueued()));
        }
        if (!TaskRows.hold(handle, wanted.taskId())) {
            throw Tasks.unknown(run.task());
        }
        RunRows.insert(handle, wanted);
        return wanted;
    }

    private static StoredRun same(TaskRun wanted, Optional<StoredRun> before) {
        String key = wanted.key().orElse("");
        if (before.isEmpty()) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "the run of key '%s' is being removed; ask again".formatted(key));
        }
        String task = before.get().run().task();
        if (!task.equals(wanted.task())) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "key '%s' belongs to run %s of task '%s', and is free again a day after it"
                            .formatted(key, before.get().id(), task));
        }
        return before.get();
    }

    private StoredRun wanted(StoredTask stored, TaskRunRequest request, Identity caller) {
        Task task = stored.task();
        TaskSpec spec = task.spec();
        List<String> command = request.command().isEmpty() ? spec.command() : request.command();
        Map<String, String> environment = new HashMap<>(spec.environment());
        environment.putAll(request.environment());
        TaskChecks.command(command);
        TaskChecks.environment(environment);
        TaskChecks.together(command, environment);
        spec.home().ifPresent(home -> tasks.requireHome(caller, home));
        ComputeSize usual =
                new ComputeSize(
                        spec.size().cpus(),
                        MemoryLearning.memory(
                                spec.size().memoryBytes(),
                                task.learnedMemoryBytes(),
                                checks.mostMemory()));
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        TaskRun run =
                new TaskRun(
                        id(now),
                        task.name(),
                        task.version(),
                        TaskRun.State.QUEUED,
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        caller.name(),
                        command,
                        environment,
                        checks.size(request.cpus(), request.memory(), usual),
                        1,
                        now,
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        0,
                        ComputeCost.NONE,
                        request.key());
        return new StoredRun(
                run,
                stored.id(),
                caller.role(),
                spec.image(),
                spec.home(),
                spec.timeout(),
                false,
                Optional.empty());
    }

    private String id(Instant now) {
        String suffix = Long.toString(SUFFIX + random.nextLong(SUFFIX), RADIX).substring(1);
        return ID.format(now) + "-" + suffix;
    }

    /** A run as it is now. */
    TaskRun find(String id, Identity caller) {
        return views.now(visible(id, caller));
    }

    /** There is none for those who may not see it. */
    private StoredRun visible(String id, Identity caller) {
        return rows.find(id)
                .filter(
                        run ->
                                caller.role() == Role.ADMIN
                                        || run.run().owner().equals(caller.name()))
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.NOT_FOUND,
                                        "there is no run '%s' of a task".formatted(id)));
    }

    /**
     * What runs are asked for.
     *
     * @param task their task's name
     * @param state where they are
     * @param owner whose they are
     */
    record Query(Optional<String> task, Optional<TaskRun.State> state, Optional<String> owner) {}

    /**
     * Runs that the caller may see, newest first.
     *
     * @param before the id of the last one of the page before
     * @throws HeddleException with {@code INVALID_REQUEST} if there is no such run
     */
    List<TaskRun> list(Query query, Optional<String> before, int limit, Identity caller) {
        if (before.isPresent() && rows.find(before.get()).isEmpty()) {
            throw TaskChecks.invalid(
                    "pageToken is '%s', expected the nextPageToken of the page before"
                            .formatted(before.get()));
        }
        Optional<String> owner = query.owner();
        if (caller.role() != Role.ADMIN) {
            if (owner.filter(name -> !name.equals(caller.name())).isPresent()) {
                return List.of();
            }
            owner = Optional.of(caller.name());
        }
        return rows.list(query.task(), query.state(), owner, before, limit).stream()
                .map(views::now)
                .toList();
    }

    /** Stops a run; one that has ended stays as it is. */
    TaskRun stop(String id, Identity caller) {
        StoredRun run = visible(id, caller);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        StoredRun.Stop stop =
                new StoredRun.Stop(TaskRun.End.STOPPED_BY_USER, Optional.of(caller.name()), now);
        // It may go from one state to another and back at the same time.
        while (run.run().state() != TaskRun.State.STOPPED && run.stop().isEmpty()) {
            if (!rows.stopQueued(id, caller.name(), now)) {
                rows.askToStop(id, stop);
            }
            run = visible(id, caller);
        }
        loop.wake();
        return views.now(run);
    }

    /** What a run has printed, from an offset in bytes on. */
    LogPart log(String id, long offset, Identity caller) {
        return views.log(visible(id, caller), offset);
    }

    /** What a run has used, oldest first. */
    List<ResourceSample> usage(String id, Identity caller) {
        return views.usage(visible(id, caller));
    }
}
