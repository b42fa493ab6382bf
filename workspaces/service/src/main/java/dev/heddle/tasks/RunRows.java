package dev.heddle.tasks;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.Token.Role;
import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.compute.ComputeDatabase;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Runs in the database, as they are asked for, looked at and removed. */
@Singleton
final class RunRows {
    private static final Duration KEY_LIFETIME = Duration.ofDays(1);
    private static final ObjectMapper JSON = HeddleJson.mapper();

    private final ComputeDatabase database;

    RunRows(ComputeDatabase database) {
        this.database = database;
    }

    /** Adds a run that waits. */
    static void insert(Handle handle, StoredRun stored) {
        TaskRun run = stored.run();
        handle.createUpdate(
                        """
                        insert into task_run (id, task_id, task, version, owner, role, state, image,
                            command, environment, home, timeout_millis, cpus, memory_bytes, run_key,
                            attempt, launched, queued_at, due_at)
                        values (:id, :taskId, :task, :version, :owner, :role, 'QUEUED', :image,
                            cast(:command as jsonb), cast(:environment as jsonb), :home, :timeout,
                            :cpus, :memory, :key, 1, false, :at, :at)
                        """)
                .bind("id", run.id())
                .bind("taskId", stored.taskId())
                .bind("task", run.task())
                .bind("version", run.version())
                .bind("owner", run.owner())
                .bind("role", stored.role().name())
                .bind("image", stored.image())
                .bind("command", HeddleJson.text(run.command()))
                .bind("environment", HeddleJson.text(run.environment()))
                .bind("home", stored.home().orElse(null))
                .bind("timeout", stored.timeout().map(Duration::toMillis).orElse(null))
                .bind("cpus", run.size().cpus())
                .bind("memory", run.size().memoryBytes())
                .bind("key", run.key().orElse(null))
                .bind("at", Timestamp.from(run.queuedAt()))
                .execute();
    }

    /**
     * Takes a key for a run, unless another took it within a day. Two who ask at the same time wait
     * for each other.
     *
     * @return whether the run has it
     */
    static boolean takeKey(Handle handle, String owner, String key, String run, Instant now) {
        return handle.createUpdate(
                                """
                                insert into task_run_key (owner, key, run, at)
                                values (:owner, :key, :run, :now)
                                on conflict (owner, key) do update set run = excluded.run,
                                    at = excluded.at where task_run_key.at < :oldest
                                """)
                        .bind("owner", owner)
                        .bind("key", key)
                        .bind("run", run)
                        .bind("now", Timestamp.from(now))
                        .bind("oldest", Timestamp.from(now.minus(KEY_LIFETIME)))
                        .execute()
                > 0;
    }

    /** The run that a key was taken for within a day. */
    static Optional<StoredRun> byKey(Handle handle, String owner, String key, Instant now) {
        return handle.createQuery(
                        "select r.* from task_run_key k join task_run r on r.id = k.run where k.owner ="
                                + " :owner and k.key = :key and k.at >= :oldest")
                .bind("owner", owner)
                .bind("key", key)
                .bind("oldest", Timestamp.from(now.minus(KEY_LIFETIME)))
                .map((row, context) -> run(row))
                .findOne();
    }

    /** Forgets keys that are free again. */
    void removeKeys(Instant now) {
        database.transaction(
                handle ->
                        handle.createUpdate("delete from task_run_key where at < :oldest")
                                .bind("oldest", Timestamp.from(now.minus(KEY_LIFETIME)))
                                .execute());
    }

    /** How many runs wait. */
    static int queued(Handle handle) {
        return handle.createQuery("select count(*) from task_run where state = 'QUEUED'")
                .mapTo(Integer.class)
                .one();
    }

    Optional<StoredRun> find(String id) {
        return database.transaction(handle -> find(handle, id));
    }

    static Optional<StoredRun> find(Handle handle, String id) {
        return handle.createQuery("select * from task_run where id = :id")
                .bind("id", id)
                .map((row, context) -> run(row))
                .findOne();
    }

    /**
     * Runs, newest first.
     *
     * @param before the id of the last one of the page before
     */
    List<StoredRun> list(
            Optional<String> task,
            Optional<TaskRun.State> state,
            Optional<String> owner,
            Optional<String> before,
            int limit) {
        Map<String, String> binds = new LinkedHashMap<>();
        List<String> parts = new ArrayList<>(List.of("true"));
        condition(parts, binds, "task", task, "task = :task");
        condition(parts, binds, "state", state.map(Enum::name), "state = :state");
        condition(parts, binds, "owner", owner, "owner = :owner");
        condition(
                parts,
                binds,
                "before",
                before,
                "(queued_at, id) < (select queued_at, id from task_run where id = :before)");
        return database.transaction(
                handle -> {
                    Query query =
                            handle.createQuery(
                                            "select * from task_run where "
                                                    + String.join(" and ", parts)
                                                    + " order by queued_at desc, id desc limit :limit")
                                    .bind("limit", limit);
                    binds.forEach(query::bind);
                    return query.map((row, context) -> run(row)).list();
                });
    }

    private static void condition(
            List<String> parts,
            Map<String, String> binds,
            String name,
            Optional<String> value,
            String condition) {
        value.ifPresent(
                text -> {
                    parts.add(condition);
                    binds.put(name, text);
                });
    }

    /** How many runs of a task have not ended. */
    static int open(Handle handle, long task) {
        return handle.createQuery(
                        "select count(*) from task_run where task_id = :task and state <> 'STOPPED'")
                .bind("task", task)
                .mapTo(Integer.class)
                .one();
    }

    /** Ends a run that waits; whether it did wait. */
    boolean stopQueued(String id, String by, Instant now) {
        return database.transaction(
                handle ->
                        handle.createUpdate(
                                                """
                                                update task_run set state = 'STOPPED', ended_at = :now,
                                                    stop_cause = 'STOPPED_BY_USER', stop_by = :by,
                                                    stop_at = :now, ending = 'STOPPED_BY_USER',
                                                    reason = :reason
                                                where id = :id and state = 'QUEUED'
                                                """)
                                        .bind("id", id)
                                        .bind("by", by)
                                        .bind("reason", "stopped by " + by)
                                        .bind("now", Timestamp.from(now))
                                        .execute()
                                > 0);
    }

    /** Notes that a run is to end, and why; one that was noted before stays. */
    void askToStop(String id, StoredRun.Stop stop) {
        database.transaction(
                handle ->
                        handle.createUpdate(
                                        """
                                        update task_run set stop_cause = :cause, stop_by = :by,
                                            stop_at = :at
                                        where id = :id and stop_cause is null
                                            and state in ('PENDING', 'RUNNING')
                                        """)
                                .bind("id", id)
                                .bind("cause", stop.cause().name())
                                .bind("by", stop.by().orElse(null))
                                .bind("at", Timestamp.from(stop.at()))
                                .execute());
    }

    /** Runs that ended before a time, or whose task was removed. */
    List<StoredRun> removable(Instant endedBefore, int most) {
        return database.transaction(
                handle ->
                        handle.createQuery(
                                        """
                                        select * from task_run where state = 'STOPPED' and ended_at < :time
                                        order by ended_at limit :most
                                        """)
                                .bind("time", Timestamp.from(endedBefore))
                                .bind("most", most)
                                .map((row, context) -> run(row))
                                .list());
    }

    /** Runs of a task by its id. */
    List<StoredRun> ofTask(long task, int most) {
        return database.transaction(
                handle ->
                        handle.createQuery(
                                        "select * from task_run where task_id = :task limit :most")
                                .bind("task", task)
                                .bind("most", most)
                                .map((row, context) -> run(row))
                                .list());
    }

    /** The ids of tasks that were removed and still have runs. */
    List<Long> removedTasks() {
        return database.transaction(
                handle ->
                        handle.createQuery(
                                        """
                                        select distinct r.task_id from task_run r
                                        where not exists (select 1 from task t where t.id = r.task_id)
                                        """)
                                .mapTo(Long.class)
                                .list());
    }

    /** Removes runs. */
    void remove(List<String> ids) {
        if (!ids.isEmpty()) {
            database.transaction(
                    handle ->
                            handle.createUpdate("delete from task_run where id in (<ids>)")
                                    .bindList("ids", ids)
                                    .execute());
        }
    }

    static StoredRun run(ResultSet row) throws SQLException {
        String stop = row.getString("stop_cause");
        long timeout = row.getLong("timeout_millis");
        boolean hasTimeout = !row.wasNull();
        return new StoredRun(
                visible(row),
                row.getLong("task_id"),
                Role.valueOf(row.getString("role")),
                row.getString("image"),
                Optional.ofNullable(row.getString("home")),
                hasTimeout ? Optional.of(Duration.ofMillis(timeout)) : Optional.empty(),
                row.getBoolean("launched"),
                stop == null
                        ? Optional.empty()
                        : Optional.of(
                                new StoredRun.Stop(
                                        TaskRun.End.valueOf(stop),
                                        Optional.ofNullable(row.getString("stop_by")),
                                        row.getTimestamp("stop_at").toInstant())));
    }

    private static TaskRun visible(ResultSet row) throws SQLException {
        int code = row.getInt("exit_code");
        boolean hasCode = !row.wasNull();
        return new TaskRun(
                row.getString("id"),
                row.getString("task"),
                row.getInt("version"),
                TaskRun.State.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("ending")).map(TaskRun.End::valueOf),
                hasCode ? OptionalInt.of(code) : OptionalInt.empty(),
                Optional.ofNullable(row.getString("reason")),
                row.getString("owner"),
                texts(row.getString("command")),
                pairs(row.getString("environment")),
                new ComputeSize(row.getDouble("cpus"), row.getLong("memory_bytes")),
                row.getInt("attempt"),
                row.getTimestamp("queued_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("started_at")).map(Timestamp::toInstant),
                Optional.ofNullable(row.getTimestamp("ended_at")).map(Timestamp::toInstant),
                row.getLong("peak_bytes"),
                row.getDouble("cpu_seconds"),
                new ComputeCost(row.getDouble("cpu_hours"), row.getDouble("memory_gib_hours")),
                Optional.ofNullable(row.getString("run_key")));
    }

    private static List<String> texts(String json) {
        return List.of(HeddleJson.ofText(json, String[].class));
    }

    private static Map<String, String> pairs(String json) {
        try {
            return JSON.readValue(
                    json,
                    JSON.getTypeFactory().constructMapType(Map.class, String.class, String.class));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new HeddleException(
                    ErrorCode.CORRUPT, "a column holds JSON that cannot be read", e);
        }
    }
}
