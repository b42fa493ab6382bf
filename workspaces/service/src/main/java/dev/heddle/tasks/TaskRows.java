package dev.heddle.tasks;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.tasks.Task;
import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.compute.ComputeDatabase;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** Tasks, their versions and their aliases in the database. */
@Singleton
final class TaskRows {
    static final int MOST_VERSIONS = 100;

    private static final String SELECT =
            """
            select t.id, t.name, t.owner as founder, t.learned_bytes, v.version, v.spec, v.owner,
                v.created_at,
                (select coalesce(jsonb_object_agg(a.alias, a.version), '{}')
                    from task_alias a where a.task = t.id) as aliases
            from task t join task_version v on v.task = t.id
            """;
    private static final String NEWEST =
            " v.version = (select max(n.version) from task_version n where n.task = t.id) ";

    private final ComputeDatabase database;

    TaskRows(ComputeDatabase database) {
        this.database = database;
    }

    /**
     * Who defined a task first, with its row locked until the transaction ends; makes it if it is
     * new.
     */
    static Lock lock(Handle handle, String name, String owner) {
        handle.createUpdate(
                        "insert into task (name, owner) values (:name, :owner) on conflict do nothing")
                .bind("name", name)
                .bind("owner", owner)
                .execute();
        return lock(handle, name).orElseThrow();
    }

    /** A task that is locked. */
    static Optional<Lock> lock(Handle handle, String name) {
        return handle.createQuery("select id, owner from task where name = :name for update")
                .bind("name", name)
                .map((row, context) -> new Lock(row.getLong("id"), row.getString("owner")))
                .findOne();
    }

    /**
     * A task whose row is locked.
     *
     * @param id its id
     * @param founder who defined its first version
     */
    record Lock(long id, String founder) {}

    /** Keeps a task from being removed until the transaction ends; false if it is gone. */
    static boolean hold(Handle handle, long task) {
        return handle.createQuery("select id from task where id = :task for share")
                .bind("task", task)
                .mapTo(Long.class)
                .findOne()
                .isPresent();
    }

    /** Adds a version. */
    static void add(
            Handle handle, long task, int version, TaskSpec spec, String owner, Instant now) {
        handle.createUpdate(
                        """
                        insert into task_version (task, version, spec, owner, created_at)
                        values (:task, :version, cast(:spec as jsonb), :owner, :now)
                        """)
                .bind("task", task)
                .bind("version", version)
                .bind("spec", HeddleJson.text(spec))
                .bind("owner", owner)
                .bind("now", Timestamp.from(now))
                .execute();
    }

    /** Forgets what was learned of the memory of a task. */
    static void forget(Handle handle, long task) {
        handle.createUpdate("update task set learned_bytes = null where id = :task")
                .bind("task", task)
                .execute();
    }

    /** Notes what runs of a task begin with at least; it never becomes less. */
    static void learn(Handle handle, long task, long bytes) {
        handle.createUpdate(
                        "update task set learned_bytes = greatest(coalesce(learned_bytes, 0), :bytes)"
                                + " where id = :task")
                .bind("task", task)
                .bind("bytes", bytes)
                .execute();
    }

    /** The newest version, within a transaction. */
    static Optional<StoredTask> newest(Handle handle, String name) {
        return handle.createQuery(SELECT + "where t.name = :name and" + NEWEST)
                .bind("name", name)
                .map((row, context) -> task(row))
                .findOne();
    }

    /** The newest version. */
    Optional<StoredTask> newest(String name) {
        return database.transaction(handle -> newest(handle, name));
    }

    Optional<StoredTask> version(String name, int version) {
        return database.transaction(
                handle ->
                        handle.createQuery(SELECT + "where t.name = :name and v.version = :version")
                                .bind("name", name)
                                .bind("version", version)
                                .map((row, context) -> task(row))
                                .findOne());
    }

    Optional<StoredTask> aliased(String name, String alias) {
        return database.transaction(
                handle ->
                        handle.createQuery(
                                        SELECT
                                                + "join task_alias l on l.task = t.id and l.version ="
                                                + " v.version where t.name = :name and l.alias = :alias")
                                .bind("name", name)
                                .bind("alias", alias)
                                .map((row, context) -> task(row))
                                .findOne());
    }

    /** The newest version of each task by name, after a name. */
    List<Task> list(String after, int limit) {
        return database.transaction(
                handle ->
                        handle.createQuery(
                                        SELECT
                                                + "where t.name > :after and"
                                                + NEWEST
                                                + "order by t.name limit :limit")
                                .bind("after", after)
                                .bind("limit", limit)
                                .map((row, context) -> task(row).task())
                                .list());
    }

    /** The versions of a task, newest first. */
    List<Task> versions(String name) {
        return database.transaction(
                handle ->
                        handle.createQuery(
                                        SELECT
                                                + "where t.name = :name order by v.version desc limit"
                                                + " :most")
                                .bind("name", name)
                                .bind("most", MOST_VERSIONS)
                                .map((row, context) -> task(row).task())
                                .list());
    }

    /** How many aliases a task has. */
    static int aliases(Handle handle, long task) {
        return handle.createQuery("select count(*) from task_alias where task = :task")
                .bind("task", task)
                .mapTo(Integer.class)
                .one();
    }

    /** Lets an alias name a version; false if there is no such version. */
    static boolean alias(Handle handle, long task, String alias, int version) {
        return handle.createUpdate(
                                """
                                insert into task_alias (task, alias, version)
                                select :task, :alias, version from task_version
                                where task = :task and version = :version
                                on conflict (task, alias) do update set version = excluded.version
                                """)
                        .bind("task", task)
                        .bind("alias", alias)
                        .bind("version", version)
                        .execute()
                > 0;
    }

    /** Removes an alias; false if there is none. */
    static boolean removeAlias(Handle handle, long task, String alias) {
        return handle.createUpdate("delete from task_alias where task = :task and alias = :alias")
                        .bind("task", task)
                        .bind("alias", alias)
                        .execute()
                > 0;
    }

    /** Removes a task with its versions and aliases; its runs stay. */
    static void remove(Handle handle, long task) {
        handle.createUpdate("delete from task where id = :task").bind("task", task).execute();
    }

    private static StoredTask task(ResultSet row) throws SQLException {
        long learned = row.getLong("learned_bytes");
        boolean isLearned = !row.wasNull();
        return new StoredTask(
                row.getLong("id"),
                row.getString("founder"),
                new Task(
                        row.getString("name"),
                        row.getInt("version"),
                        HeddleJson.ofText(row.getString("spec"), TaskSpec.class),
                        aliases(row.getString("aliases")),
                        row.getString("owner"),
                        row.getTimestamp("created_at").toInstant(),
                        isLearned ? OptionalLong.of(learned) : OptionalLong.empty()));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Integer> aliases(String json) {
        return HeddleJson.ofText(json, Map.class);
    }
}
