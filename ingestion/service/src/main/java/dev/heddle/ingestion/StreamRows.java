package dev.heddle.ingestion;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.streams.DeployedStream;
import dev.heddle.client.streams.DeployedStream.Wanted;
import dev.heddle.client.streams.StreamLogLine;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.client.streams.WorkerReport;
import dev.heddle.client.streams.WorkerStatus;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Streams in the database. Each method is one transaction. */
@Singleton
class StreamRows {
    /** A process that has said nothing for so long is gone. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private static final int LINES = 1_000;
    private static final int PAGE = 200;

    private final Jdbi jdbi;

    /** A process without the registry's role has no source: it is asked for at the first use. */
    @Inject
    StreamRows(Instance<DataSource> source) {
        this.jdbi = Jdbi.create(() -> source.get().getConnection());
    }

    private <T> T run(Function<Handle, T> work) {
        try {
            return jdbi.inTransaction(work::apply);
        } catch (JdbiException e) {
            throw new HeddleException(ErrorCode.UNAVAILABLE, "the database cannot be reached", e);
        }
    }

    List<DeployedStream> all() {
        return run(
                handle ->
                        handle.createQuery("select * from stream order by name")
                                .map((row, context) -> stream(row))
                                .list());
    }

    Optional<DeployedStream> find(String name) {
        return run(
                handle ->
                        handle.createQuery("select * from stream where name = :name")
                                .bind("name", name)
                                .map((row, context) -> stream(row))
                                .findOne());
    }

    /** The name of another stream that has the group. */
    Optional<String> groupOwner(StreamSpec spec) {
        return run(
                handle ->
                        handle.createQuery(
                                        "select name from stream where group_id = :group and name <>"
                                                + " :name")
                                .bind("group", spec.group())
                                .bind("name", spec.name())
                                .mapTo(String.class)
                                .findOne());
    }

    void put(DeployedStream stream) {
        run(
                handle ->
                        handle.createUpdate(
                                        """
                                        insert into stream
                                            (name, spec, group_id, wanted, updated_at, updated_by)
                                        values (:name, cast(:spec as jsonb), :group, :wanted, :at, :by)
                                        on conflict (name) do update set spec = excluded.spec,
                                            group_id = excluded.group_id, wanted = excluded.wanted,
                                            updated_at = excluded.updated_at,
                                            updated_by = excluded.updated_by
                                        """)
                                .bind("name", stream.spec().name())
                                .bind("spec", HeddleJson.text(stream.spec()))
                                .bind("group", stream.spec().group())
                                .bind("wanted", stream.wanted().name())
                                .bind("at", Timestamp.from(stream.updatedAt()))
                                .bind("by", stream.updatedBy())
                                .execute());
    }

    /** Whether there was a stream of that name. */
    boolean want(String name, Wanted wanted, String actor) {
        return run(
                handle ->
                        handle.createUpdate(
                                                "update stream set wanted = :wanted, updated_at = :at,"
                                                        + " updated_by = :by where name = :name")
                                        .bind("name", name)
                                        .bind("wanted", wanted.name())
                                        .bind("at", Timestamp.from(Instant.now()))
                                        .bind("by", actor)
                                        .execute()
                                > 0);
    }

    void remove(String name) {
        run(
                handle ->
                        handle.createUpdate("delete from stream where name = :name")
                                .bind("name", name)
                                .execute());
    }

    /** The processes that spoke lately, by the stream that they run. */
    Map<String, List<WorkerStatus>> workers(Collection<String> streams) {
        if (streams.isEmpty()) {
            return Map.of();
        }
        Map<String, List<WorkerStatus>> workers = new HashMap<>();
        run(
                handle -> {
                    handle.createQuery(
                                    "select stream, status from stream_worker where stream in"
                                            + " (<streams>) and at > :since order by worker")
                            .bindList("streams", List.copyOf(streams))
                            .bind("since", Timestamp.from(Instant.now().minus(SILENCE)))
                            .map(
                                    (row, context) ->
                                            Map.entry(
                                                    row.getString(1),
                                                    HeddleJson.ofText(
                                                            row.getString(2), WorkerStatus.class)))
                            .forEach(
                                    one ->
                                            workers.computeIfAbsent(
                                                            one.getKey(), name -> new ArrayList<>())
                                                    .add(one.getValue()));
                    return null;
                });
        return workers;
    }

    /** Keeps what a process says; false if there is no such stream. */
    boolean report(String name, WorkerReport report) {
        return run(
                handle -> {
                    boolean exists =
                            handle.createQuery("select 1 from stream where name = :name for share")
                                    .bind("name", name)
                                    .mapTo(Integer.class)
                                    .findOne()
                                    .isPresent();
                    if (exists) {
                        keep(handle, name, report.status());
                        keep(handle, name, report.lines());
                    }
                    return exists;
                });
    }

    private static void keep(Handle handle, String name, WorkerStatus status) {
        Instant now = Instant.now();
        handle.createUpdate(
                        """
                        insert into stream_worker (stream, worker, status, at)
                        values (:name, :worker, cast(:status as jsonb), :at)
                        on conflict (stream, worker) do update
                            set status = excluded.status, at = excluded.at
                        """)
                .bind("name", name)
                .bind("worker", status.worker())
                .bind("status", HeddleJson.text(status))
                .bind("at", Timestamp.from(now))
                .execute();
        handle.createUpdate("delete from stream_worker where stream = :name and at < :since")
                .bind("name", name)
                .bind("since", Timestamp.from(now.minus(SILENCE)))
                .execute();
    }

    private static void keep(Handle handle, String name, List<StreamLogLine> lines) {
        if (lines.isEmpty()) {
            return;
        }
        for (StreamLogLine line : lines) {
            handle.createUpdate(
                            """
                            insert into stream_log (stream, at, worker, problem, message)
                            values (:name, :at, :worker, :problem, :message)
                            """)
                    .bind("name", name)
                    .bind("at", Timestamp.from(line.at()))
                    .bind("worker", line.worker())
                    .bind("problem", line.isProblem())
                    .bind("message", line.message().replace('\0', ' '))
                    .execute();
        }
        handle.createUpdate(
                        """
                        delete from stream_log where stream = :name and number <= (
                            select number from stream_log where stream = :name
                            order by number desc offset :lines limit 1)
                        """)
                .bind("name", name)
                .bind("lines", LINES)
                .execute();
    }

    /** The lines after one, or the last ones for 0, in order. */
    List<StreamLogLine> log(String name, long after) {
        String order = after > 0 ? "asc" : "desc";
        return run(
                handle ->
                        handle.createQuery(
                                        """
                                        select * from (select * from stream_log
                                            where stream = :name and number > :after
                                            order by number %s limit :page) page
                                        order by number
                                        """
                                                .formatted(order))
                                .bind("name", name)
                                .bind("after", after)
                                .bind("page", PAGE)
                                .map((row, context) -> line(row))
                                .list());
    }

    private static StreamLogLine line(ResultSet row) throws SQLException {
        return new StreamLogLine(
                row.getLong("number"),
                row.getTimestamp("at").toInstant(),
                row.getString("worker"),
                row.getBoolean("problem"),
                row.getString("message"));
    }

    private static DeployedStream stream(ResultSet row) throws SQLException {
        return new DeployedStream(
                HeddleJson.ofText(row.getString("spec"), StreamSpec.class),
                Wanted.valueOf(row.getString("wanted")),
                row.getTimestamp("updated_at").toInstant(),
                row.getString("updated_by"));
    }
}
