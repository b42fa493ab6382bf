package dev.heddle.tasks;

import dev.heddle.client.Identity;
import dev.heddle.client.Token.Role;
import dev.heddle.client.tasks.Task;
import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.compute.ComputeDatabase;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;

/**
 * Tasks as they are defined. Everybody may read them; who defined the first version of one, or an
 * admin, defines further ones, sets its aliases and removes it.
 */
@Singleton
class Tasks {
    private static final int MOST_ALIASES = 100;
    private static final int NUMBER_DIGITS = 9;

    private final ComputeDatabase database;
    private final TaskRows rows;
    private final TaskChecks checks;
    private final TaskRetention retention;
    private final WorkspaceHomes homes;

    Tasks(
            ComputeDatabase database,
            TaskRows rows,
            TaskChecks checks,
            TaskRetention retention,
            WorkspaceHomes homes) {
        this.database = database;
        this.rows = rows;
        this.checks = checks;
        this.retention = retention;
        this.homes = homes;
    }

    /**
     * Defines a task, or its next version; the newest one again if nothing is different.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if it cannot be, with {@code FORBIDDEN}
     *     if it is another person's, with {@code NOT_FOUND} if the caller has no such workspace
     */
    Task define(String name, TaskSpec spec, Identity caller) {
        TaskChecks.name(name);
        checks.spec(spec);
        spec.home().ifPresent(home -> homes.require(caller.name(), home));
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return database.transaction(
                handle -> {
                    TaskRows.Lock task = TaskRows.lock(handle, name, caller.name());
                    requireOwn(name, task, caller);
                    Optional<Task> before = TaskRows.newest(handle, name).map(StoredTask::task);
                    if (before.isPresent() && before.get().spec().equals(spec)) {
                        return before.get();
                    }
                    int version = before.map(Task::version).orElse(0) + 1;
                    TaskRows.add(handle, task.id(), version, spec, caller.name(), now);
                    if (before.isPresent() && MemoryLearning.isReset(before.get().spec(), spec)) {
                        TaskRows.forget(handle, task.id());
                    }
                    return TaskRows.newest(handle, name).orElseThrow().task();
                });
    }

    /**
     * Makes a task of a workspace of the caller's: its image as it is now, its size, and its home.
     *
     * @throws HeddleException as {@link #define} does
     */
    Task defineFrom(String name, String workspace, List<String> command, Identity caller) {
        if (command.isEmpty()) {
            throw TaskChecks.invalid("command is empty, expected a program and its arguments");
        }
        WorkspaceHomes.Home home = homes.require(caller.name(), workspace);
        return define(
                name,
                new TaskSpec(
                        home.image(),
                        command,
                        home.size(),
                        Map.of(),
                        Map.of(),
                        Optional.of(workspace),
                        Optional.empty()),
                caller);
    }

    /** Refuses a person who has no such workspace. */
    void requireHome(Identity person, String workspace) {
        homes.require(person.name(), workspace);
    }

    /** The newest version of each task by name, after a name. */
    List<Task> list(String after, int limit) {
        return rows.list(after, limit);
    }

    /**
     * A version of a task.
     *
     * @param reference a version or an alias; empty for the newest
     * @throws HeddleException with {@code NOT_FOUND} if there is none
     */
    StoredTask find(String name, Optional<String> reference) {
        StoredTask newest = rows.newest(name).orElseThrow(() -> unknown(name));
        if (reference.isEmpty() || reference.get().equalsIgnoreCase("latest")) {
            return newest;
        }
        String wanted = reference.get();
        if (wanted.matches("[0-9]+")) {
            Optional<StoredTask> version =
                    wanted.length() > NUMBER_DIGITS
                            ? Optional.empty()
                            : rows.version(name, Integer.parseInt(wanted));
            return version.orElseThrow(
                    () ->
                            new HeddleException(
                                    ErrorCode.VERSION_NOT_FOUND,
                                    "task '%s' has no version %s; the newest is %d"
                                            .formatted(name, wanted, newest.task().version())));
        }
        return rows.aliased(name, wanted)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.ALIAS_NOT_FOUND,
                                        "task '%s' has no alias '%s'; it has %s"
                                                .formatted(
                                                        name,
                                                        wanted,
                                                        newest.task().aliases().keySet())));
    }

    /** The versions of a task, newest first. */
    List<Task> versions(String name) {
        List<Task> versions = rows.versions(name);
        if (versions.isEmpty()) {
            throw unknown(name);
        }
        return versions;
    }

    /** Lets an alias name a version; the newest version after that. */
    Task alias(String name, String alias, int version, Identity caller) {
        TaskChecks.alias(alias);
        return change(
                name,
                caller,
                (handle, task) -> {
                    if (!TaskRows.alias(handle, task.id(), alias, version)) {
                        throw new HeddleException(
                                ErrorCode.VERSION_NOT_FOUND,
                                "task '%s' has no version %d".formatted(name, version));
                    }
                    if (TaskRows.aliases(handle, task.id()) > MOST_ALIASES) {
                        throw TaskChecks.invalid(
                                "task '%s' has %d aliases, expected at most that"
                                        .formatted(name, MOST_ALIASES));
                    }
                    return TaskRows.newest(handle, name).orElseThrow().task();
                });
    }

    void removeAlias(String name, String alias, Identity caller) {
        change(
                name,
                caller,
                (handle, task) -> {
                    if (!TaskRows.removeAlias(handle, task.id(), alias)) {
                        throw new HeddleException(
                                ErrorCode.ALIAS_NOT_FOUND,
                                "task '%s' has no alias '%s'".formatted(name, alias));
                    }
                    return alias;
                });
    }

    /**
     * Removes a task, its versions and its runs.
     *
     * @throws HeddleException with {@code CONFLICT} while a run of it has not ended
     */
    void delete(String name, Identity caller) {
        long id =
                change(
                        name,
                        caller,
                        (handle, task) -> {
                            int open = RunRows.open(handle, task.id());
                            if (open > 0) {
                                throw new HeddleException(
                                        ErrorCode.CONFLICT,
                                        "task '%s' has %d runs that have not ended; stop them first"
                                                .formatted(name, open));
                            }
                            TaskRows.remove(handle, task.id());
                            return task.id();
                        });
        retention.removeRuns(id);
    }

    private <T> T change(
            String name, Identity caller, BiFunction<Handle, TaskRows.Lock, T> change) {
        return database.transaction(
                handle -> {
                    TaskRows.Lock task =
                            TaskRows.lock(handle, name).orElseThrow(() -> unknown(name));
                    requireOwn(name, task, caller);
                    return change.apply(handle, task);
                });
    }

    private static void requireOwn(String name, TaskRows.Lock task, Identity caller) {
        if (!task.founder().equals(caller.name()) && caller.role() != Role.ADMIN) {
            throw new HeddleException(
                    ErrorCode.FORBIDDEN,
                    "task '%s' is %s's; its owner or an admin may change it"
                            .formatted(name, task.founder()));
        }
    }

    static HeddleException unknown(String name) {
        return new HeddleException(ErrorCode.NOT_FOUND, "there is no task '%s'".formatted(name));
    }
}
