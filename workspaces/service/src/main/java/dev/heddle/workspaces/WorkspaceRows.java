package dev.heddle.workspaces;

import dev.heddle.client.Identity;
import dev.heddle.client.Token.Role;
import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.compute.ComputeDatabase;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.workspaces.WorkspaceRow.Wanted;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Workspaces in the database. Each method is one transaction. */
@Singleton
class WorkspaceRows {
    /** Whoever counts workspaces and adds one does it alone. */
    private static final long LOCK = 0x6865_6464_6c65_7773L;

    private final ComputeDatabase database;

    WorkspaceRows(ComputeDatabase database) {
        this.database = database;
    }

    /** How many workspaces there may be. */
    record Limits(int ofOwner, int runningOfOwner, int running) {}

    /**
     * Adds one that is to run.
     *
     * @throws HeddleException with {@code ALREADY_EXISTS}, or {@code OVERLOADED} past a limit
     */
    WorkspaceRow insert(
            Identity owner, String name, String image, ComputeSize size, Limits limits) {
        return database.transaction(
                handle -> {
                    lock(handle);
                    requireRoom(handle, owner.name(), limits);
                    int owned =
                            count(handle, "owner = :owner and wanted <> 'DELETED'", owner.name());
                    if (owned >= limits.ofOwner()) {
                        throw new HeddleException(
                                ErrorCode.OVERLOADED,
                                "%s has %d workspaces, which is as many as one may have (heddle.workspaces.max-per-owner): delete one first"
                                        .formatted(owner.name(), owned));
                    }
                    int added =
                            handle.createUpdate(
                                            """
                                            insert into workspace (owner, name, role, image, cpus,
                                                memory_bytes, wanted, generation, created_at,
                                                active_at)
                                            values (:owner, :name, :role, :image, :cpus, :memory,
                                                'RUNNING', 1, :now, :now) on conflict do nothing
                                            """)
                                    .bind("owner", owner.name())
                                    .bind("name", name)
                                    .bind("role", owner.role().name())
                                    .bind("image", image)
                                    .bind("cpus", size.cpus())
                                    .bind("memory", size.memoryBytes())
                                    .bind("now", now())
                                    .execute();
                    if (added == 0) {
                        throw new HeddleException(
                                ErrorCode.ALREADY_EXISTS,
                                "%s has a workspace '%s' already".formatted(owner.name(), name));
                    }
                    return find(handle, owner.name(), name).orElseThrow();
                });
    }

    private static void lock(Handle handle) {
        handle.createQuery("select pg_advisory_xact_lock(:key)").bind("key", LOCK).mapToMap().one();
    }

    private static void requireRoom(Handle handle, String owner, Limits limits) {
        int own = count(handle, "owner = :owner and wanted = 'RUNNING'", owner);
        if (own >= limits.runningOfOwner()) {
            throw new HeddleException(
                    ErrorCode.OVERLOADED,
                    "%d workspaces of %s run, which is as many as may (heddle.workspaces.max-running-per-owner): stop one first"
                            .formatted(own, owner));
        }
        int all = count(handle, "wanted = 'RUNNING' and :owner <> ''", owner);
        if (all >= limits.running()) {
            throw new HeddleException(
                    ErrorCode.OVERLOADED,
                    "%d workspaces run, which is as many as this platform lets (heddle.workspaces.max-running); try again when one has stopped"
                            .formatted(all));
        }
    }

    private static int count(Handle handle, String which, String owner) {
        return handle.createQuery("select count(*) from workspace where " + which)
                .bind("owner", owner)
                .mapTo(Integer.class)
                .one();
    }

    Optional<WorkspaceRow> find(String owner, String name) {
        return database.transaction(handle -> find(handle, owner, name));
    }

    private static Optional<WorkspaceRow> find(Handle handle, String owner, String name) {
        return handle.createQuery("select * from workspace where owner = :owner and name = :name")
                .bind("owner", owner)
                .bind("name", name)
                .map((row, context) -> row(row))
                .findOne();
    }

    Optional<WorkspaceRow> find(long id) {
        return database.transaction(
                handle ->
                        handle.createQuery("select * from workspace where id = :id")
                                .bind("id", id)
                                .map((row, context) -> row(row))
                                .findOne());
    }

    /** Whether there is any workspace. */
    boolean exist() {
        return database.transaction(
                handle ->
                        handle.createQuery("select exists (select 1 from workspace)")
                                .mapTo(Boolean.class)
                                .one());
    }

    /** Every workspace. */
    List<WorkspaceRow> all() {
        return database.transaction(
                handle ->
                        handle.createQuery("select * from workspace order by owner, name")
                                .map((row, context) -> row(row))
                                .list());
    }

    /**
     * A page by owner and name.
     *
     * @param owner whose; empty for everybody's
     * @param after the owner and name before the page, with a slash between; empty for the first
     */
    List<WorkspaceRow> page(Optional<String> owner, String after, int limit) {
        return database.transaction(
                handle ->
                        handle.createQuery(
                                        """
                                        select * from workspace
                                        where (:owner = '' or owner = :owner)
                                            and owner || '/' || name > :after
                                        order by owner || '/' || name limit :limit
                                        """)
                                .bind("owner", owner.orElse(""))
                                .bind("after", after)
                                .bind("limit", limit)
                                .map((row, context) -> row(row))
                                .list());
    }

    /** Lets one run, with another container than before. */
    WorkspaceRow start(WorkspaceRow workspace, Limits limits) {
        return database.transaction(
                handle -> {
                    lock(handle);
                    requireRoom(handle, workspace.owner().name(), limits);
                    handle.createUpdate(
                                    """
                                    update workspace set wanted = 'RUNNING', failure = null, note = null,
                                        generation = generation + 1, active_at = :now
                                    where id = :id and wanted = 'STOPPED'
                                    """)
                            .bind("id", workspace.id())
                            .bind("now", now())
                            .execute();
                    return find(handle, workspace.owner().name(), workspace.name()).orElseThrow();
                });
    }

    /** Changes what is wanted of one that is not being deleted. */
    void want(long id, Wanted wanted) {
        database.transaction(
                handle ->
                        handle.createUpdate(
                                        "update workspace set wanted = :wanted, failure = null, note = null where"
                                                + " id = :id and wanted <> 'DELETED'")
                                .bind("id", id)
                                .bind("wanted", wanted.name())
                                .execute());
    }

    /** Gives up on one that runs, if that container is still the one that is wanted. */
    boolean fail(WorkspaceRow workspace, String failure) {
        return stop(workspace, Optional.of(failure), Optional.empty());
    }

    /** Takes one for stopped that has ended well, if that container is still the one. */
    boolean rest(WorkspaceRow workspace, String note) {
        return stop(workspace, Optional.empty(), Optional.of(note));
    }

    private boolean stop(WorkspaceRow workspace, Optional<String> failure, Optional<String> note) {
        return database.transaction(
                        handle ->
                                handle.createUpdate(
                                                """
                                                update workspace set wanted = 'STOPPED',
                                                    failure = :failure, note = :note
                                                where id = :id and generation = :generation
                                                    and wanted = 'RUNNING'
                                                """)
                                        .bind("id", workspace.id())
                                        .bind("generation", workspace.generation())
                                        .bind("failure", failure.orElse(null))
                                        .bind("note", note.orElse(null))
                                        .execute())
                > 0;
    }

    /** Stops one in which nobody works, unless somebody did meanwhile. */
    void stopIdle(WorkspaceRow workspace, String reason) {
        database.transaction(
                handle ->
                        handle.createUpdate(
                                        """
                                        update workspace set wanted = 'STOPPED', note = :reason
                                        where id = :id and wanted = 'RUNNING'
                                            and active_at = :active
                                        """)
                                .bind("id", workspace.id())
                                .bind("reason", reason)
                                .bind(
                                        "active",
                                        workspace.activeAt().map(Timestamp::from).orElse(null))
                                .execute());
    }

    /** Lets another container take the place of one that its machine has lost. */
    void replace(WorkspaceRow workspace) {
        database.transaction(
                handle ->
                        handle.createUpdate(
                                        """
                                        update workspace set generation = generation + 1
                                        where id = :id and generation = :generation
                                            and wanted = 'RUNNING'
                                        """)
                                .bind("id", workspace.id())
                                .bind("generation", workspace.generation())
                                .execute());
    }

    /**
     * Gives it another image or size.
     *
     * @param anew whether another container is needed
     */
    WorkspaceRow change(WorkspaceRow workspace, String image, ComputeSize size, boolean anew) {
        return database.transaction(
                handle -> {
                    handle.createUpdate(
                                    """
                                    update workspace set image = :image, cpus = :cpus,
                                        memory_bytes = :memory, generation = generation + :step,
                                        failure = case when :step = 0 then failure end
                                    where id = :id and wanted <> 'DELETED'
                                    """)
                            .bind("id", workspace.id())
                            .bind("image", image)
                            .bind("cpus", size.cpus())
                            .bind("memory", size.memoryBytes())
                            .bind("step", anew ? 1 : 0)
                            .execute();
                    return find(handle, workspace.owner().name(), workspace.name()).orElseThrow();
                });
    }

    /** Its container's program began; what it costs counts from then on. */
    void started(WorkspaceRow workspace, Instant at) {
        database.transaction(
                handle ->
                        handle.createUpdate(
                                        """
                                        update workspace set started_at = :at,
                                            charged_at = coalesce(charged_at, :at)
                                        where id = :id and generation = :generation
                                        """)
                                .bind("id", workspace.id())
                                .bind("generation", workspace.generation())
                                .bind("at", Timestamp.from(at))
                                .execute());
    }

    /** Its container is gone, and costs nothing any more. */
    void ended(WorkspaceRow workspace, Instant at) {
        charge(workspace, at, true);
    }

    /** Its container costs something else from now on. */
    void charge(WorkspaceRow workspace, Instant until) {
        charge(workspace, until, false);
    }

    /** Adds up once what it has cost since that was done last. */
    private void charge(WorkspaceRow workspace, Instant until, boolean isOver) {
        if (workspace.chargedAt().isEmpty()) {
            return;
        }
        Instant since = workspace.chargedAt().get();
        ComputeCost cost = ComputeCost.between(workspace.size(), since, until);
        database.transaction(
                handle ->
                        handle.createUpdate(
                                        """
                                        update workspace set cpu_hours = cpu_hours + :cpu,
                                            memory_gib_hours = memory_gib_hours + :memory,
                                            charged_at = :charged,
                                            started_at = case when :over then null
                                                else started_at end
                                        where id = :id and charged_at = :since
                                        """)
                                .bind("id", workspace.id())
                                .bind("cpu", cost.cpuHours())
                                .bind("memory", cost.memoryGibHours())
                                .bind("charged", isOver ? null : Timestamp.from(until))
                                .bind("over", isOver)
                                .bind("since", Timestamp.from(since))
                                .execute());
    }

    /** Somebody has worked in it. */
    void active(long id, Instant at) {
        database.transaction(
                handle ->
                        handle.createUpdate(
                                        "update workspace set active_at = greatest(active_at, :at)"
                                                + " where id = :id")
                                .bind("id", id)
                                .bind("at", Timestamp.from(at))
                                .execute());
    }

    void delete(long id) {
        database.transaction(
                handle ->
                        handle.createUpdate(
                                        "delete from workspace where id = :id and wanted ="
                                                + " 'DELETED'")
                                .bind("id", id)
                                .execute());
    }

    private static Timestamp now() {
        return Timestamp.from(Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    private static WorkspaceRow row(ResultSet row) throws SQLException {
        return new WorkspaceRow(
                row.getLong("id"),
                new Identity(row.getString("owner"), Role.valueOf(row.getString("role"))),
                row.getString("name"),
                row.getString("image"),
                new ComputeSize(row.getDouble("cpus"), row.getLong("memory_bytes")),
                Wanted.valueOf(row.getString("wanted")),
                row.getInt("generation"),
                Optional.ofNullable(row.getString("failure")),
                Optional.ofNullable(row.getString("note")),
                row.getTimestamp("created_at").toInstant(),
                time(row, "started_at"),
                time(row, "active_at"),
                time(row, "charged_at"),
                new ComputeCost(row.getDouble("cpu_hours"), row.getDouble("memory_gib_hours")));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }
}
