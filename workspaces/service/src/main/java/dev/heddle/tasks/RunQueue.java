package dev.heddle.tasks;

import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.compute.ComputeDatabase;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Runs in the database, as they are looked after. Each step is one statement that says which step
 * it follows: done twice, or by one who comes late, it changes nothing.
 */
@Singleton
final class RunQueue {
    private static final String THIS_ATTEMPT =
            " where id = :id and attempt = :attempt and state in ('PENDING', 'RUNNING')";

    private final ComputeDatabase database;

    RunQueue(ComputeDatabase database) {
        this.database = database;
    }

    /** Whether there is any run that has not ended. */
    boolean hasOpen() {
        return database.transaction(
                handle ->
                        handle.createQuery(
                                        "select exists (select 1 from task_run where state <> 'STOPPED')")
                                .mapTo(Boolean.class)
                                .one());
    }

    /** Whether there is any run at all. */
    boolean hasAny() {
        return database.transaction(
                handle ->
                        handle.createQuery("select exists (select 1 from task_run)")
                                .mapTo(Boolean.class)
                                .one());
    }

    /** The runs whose turn has come: each has a container, or is to get one. */
    List<StoredRun> active() {
        return database.transaction(
                handle ->
                        handle.createQuery(
                                        "select * from task_run where state in ('PENDING', 'RUNNING')"
                                                + " order by queued_at, id")
                                .map((row, context) -> RunRows.run(row))
                                .list());
    }

    /** The runs that wait for their turn and may have it, who waits longest first. */
    List<Turns.Waiting> waiting(Instant now, int most) {
        return database.transaction(
                handle ->
                        handle.createQuery(
                                        """
                                        select id, owner from task_run
                                        where state = 'QUEUED' and due_at <= :now
                                        order by due_at, id limit :most
                                        """)
                                .bind("now", Timestamp.from(now))
                                .bind("most", most)
                                .map(
                                        (row, context) ->
                                                new Turns.Waiting(
                                                        row.getString("id"),
                                                        row.getString("owner")))
                                .list());
    }

    /** Gives runs their turn. */
    void begin(List<String> ids) {
        database.transaction(
                handle ->
                        handle.createUpdate(
                                        "update task_run set state = 'PENDING', reason = null,"
                                                + " started_at = null where state = 'QUEUED' and id in"
                                                + " (<ids>)")
                                .bindList("ids", ids)
                                .execute());
    }

    /** Notes that the container of an attempt was made. */
    void launched(StoredRun run) {
        database.transaction(
                handle ->
                        attempt(
                                        handle,
                                        "update task_run set launched = true, reason = null"
                                                + THIS_ATTEMPT,
                                        run)
                                .execute());
    }

    /** Notes that the program of an attempt runs. */
    void running(StoredRun run, Instant startedAt) {
        database.transaction(
                handle ->
                        attempt(
                                        handle,
                                        "update task_run set state = 'RUNNING', launched = true,"
                                                + " reason = null, started_at = :started"
                                                + THIS_ATTEMPT,
                                        run)
                                .bind("started", Timestamp.from(startedAt))
                                .execute());
    }

    /** Notes why an attempt does not begin yet. */
    void delayed(StoredRun run, String reason) {
        database.transaction(
                handle ->
                        attempt(handle, "update task_run set reason = :reason" + THIS_ATTEMPT, run)
                                .bind("reason", reason)
                                .execute());
    }

    /** Notes that an attempt is to end since it took too long. */
    void timedOut(StoredRun run, Instant now) {
        database.transaction(
                handle ->
                        attempt(
                                        handle,
                                        "update task_run set stop_cause = 'TIMED_OUT', stop_at = :now"
                                                + THIS_ATTEMPT
                                                + " and stop_cause is null",
                                        run)
                                .bind("now", Timestamp.from(now))
                                .execute());
    }

    /**
     * What an attempt came to.
     *
     * @param startedAt when its program began; empty if it did not
     * @param endedAt when it ended
     * @param peakMemoryBytes the most memory that it was seen to use
     * @param cpuSeconds the processor time that it was seen to use
     * @param cost what was held for it
     */
    record Used(
            Optional<Instant> startedAt,
            Instant endedAt,
            long peakMemoryBytes,
            double cpuSeconds,
            ComputeCost cost) {}

    /**
     * Lets a run whose host failed wait for its next attempt.
     *
     * @param due when that may begin
     * @return whether it does; false if it ended, or was asked to, meanwhile
     */
    boolean again(StoredRun run, Used used, Instant due, String reason) {
        return database.transaction(
                handle ->
                        used(
                                                handle,
                                                """
                                                update task_run set state = 'QUEUED', launched = false,
                                                    attempt = attempt + 1, due_at = :due,
                                                    reason = :reason, started_at = :started,
                                                    peak_bytes = greatest(peak_bytes, :peak),
                                                    cpu_seconds = cpu_seconds + :cpu,
                                                    cpu_hours = cpu_hours + :cpuHours,
                                                    memory_gib_hours = memory_gib_hours + :gibHours
                                                """
                                                        + THIS_ATTEMPT
                                                        + " and stop_cause is null",
                                                run,
                                                used)
                                        .bind("due", Timestamp.from(due))
                                        .bind("reason", reason)
                                        .execute()
                                > 0);
    }

    /**
     * Ends a run; nothing happens if it has ended.
     *
     * @param learned what later runs of the task begin with at least
     */
    void end(
            StoredRun run,
            Used used,
            TaskRun.End end,
            OptionalInt exitCode,
            Optional<String> reason,
            OptionalLong learned) {
        database.transaction(
                handle -> {
                    int ended =
                            used(
                                            handle,
                                            """
                                            update task_run set state = 'STOPPED', ending = :ending,
                                                exit_code = :code, reason = :reason,
                                                started_at = :started, ended_at = :ended,
                                                peak_bytes = greatest(peak_bytes, :peak),
                                                cpu_seconds = cpu_seconds + :cpu,
                                                cpu_hours = cpu_hours + :cpuHours,
                                                memory_gib_hours = memory_gib_hours + :gibHours
                                            """
                                                    + THIS_ATTEMPT,
                                            run,
                                            used)
                                    .bind("ending", end.name())
                                    .bind("code", exitCode.isPresent() ? exitCode.getAsInt() : null)
                                    .bind("reason", reason.orElse(null))
                                    .bind("ended", Timestamp.from(used.endedAt()))
                                    .execute();
                    if (ended > 0 && learned.isPresent()) {
                        TaskRows.learn(handle, run.taskId(), learned.getAsLong());
                    }
                    return ended;
                });
    }

    /** Which of these ids belong to runs. */
    Set<String> known(List<String> ids) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        return database.transaction(
                handle ->
                        new HashSet<>(
                                handle.createQuery("select id from task_run where id in (<ids>)")
                                        .bindList("ids", ids)
                                        .mapTo(String.class)
                                        .list()));
    }

    private static Update attempt(Handle handle, String sql, StoredRun run) {
        return handle.createUpdate(sql).bind("id", run.id()).bind("attempt", run.attempt());
    }

    private static Update used(Handle handle, String sql, StoredRun run, Used used) {
        return attempt(handle, sql, run)
                .bind("started", used.startedAt().map(Timestamp::from).orElse(null))
                .bind("peak", used.peakMemoryBytes())
                .bind("cpu", used.cpuSeconds())
                .bind("cpuHours", used.cost().cpuHours())
                .bind("gibHours", used.cost().memoryGibHours());
    }
}
