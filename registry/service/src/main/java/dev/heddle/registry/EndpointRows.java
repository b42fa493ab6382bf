package dev.heddle.registry;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.heddle.client.Endpoint;
import dev.heddle.client.Endpoint.Held;
import dev.heddle.client.EndpointEvent;
import dev.heddle.client.EndpointEvent.Outcome;
import dev.heddle.client.EndpointSettings;
import dev.heddle.client.Follow;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Reads and writes endpoints and their history inside a transaction. */
final class EndpointRows {
    private EndpointRows() {}

    static Optional<Endpoint> find(Handle handle, String name) {
        return handle.createQuery("select * from endpoint where name = ?")
                .bind(0, name)
                .map((row, context) -> endpoint(row))
                .findOne();
    }

    static Endpoint require(Handle handle, String name) {
        return find(handle, name)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.ENDPOINT_NOT_FOUND,
                                        "there is no endpoint '%s'".formatted(name)));
    }

    static List<Endpoint> all(Handle handle) {
        return handle.createQuery("select * from endpoint order by name")
                .map((row, context) -> endpoint(row))
                .list();
    }

    static List<Endpoint> ofModel(Handle handle, String model) {
        return handle.createQuery("select * from endpoint where model = ? order by name")
                .bind(0, model)
                .map((row, context) -> endpoint(row))
                .list();
    }

    /**
     * Endpoints by name.
     *
     * @param part what their names contain, whatever its case; empty for all
     * @param model the model that they serve; empty for any
     */
    static List<Endpoint> page(Handle handle, String part, String model, String after, int limit) {
        return handle.createQuery(
                        """
                        select * from endpoint
                        where name > ? and strpos(lower(name), lower(?)) > 0 and ? in ('', model)
                        order by name limit ?
                        """)
                .bind(0, after)
                .bind(1, part)
                .bind(2, model)
                .bind(3, limit)
                .map((row, context) -> endpoint(row))
                .list();
    }

    /**
     * Keeps everybody else from giving a name to a model or an endpoint until the transaction ends.
     */
    static void lockName(Handle handle, String name) {
        handle.createQuery("select pg_advisory_xact_lock(hashtextextended(?, 10))")
                .bind(0, name)
                .mapToMap()
                .list();
    }

    /**
     * The next revision. Until the transaction ends nobody else gets one, so that revisions become
     * visible in their order.
     */
    static long nextRevision(Handle handle) {
        return handle.createQuery(
                        "update endpoint_clock set revision = revision + 1 returning revision")
                .mapTo(Long.class)
                .one();
    }

    static long revision(Handle handle) {
        return handle.createQuery("select revision from endpoint_clock").mapTo(Long.class).one();
    }

    /**
     * Makes or replaces an endpoint; settings of one that is there stay.
     *
     * @throws HeddleException with {@code ALREADY_EXISTS} if one of that name serves another model
     */
    static void write(Handle handle, Endpoint endpoint) {
        int written =
                handle.createUpdate(
                                """
                        insert into endpoint (name, model, follow, version, cause, held_version,
                          held_reason, revision, updated_at, updated_by)
                        values (?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (name) do update set follow = excluded.follow, version = excluded.version,
                          cause = excluded.cause, held_version = excluded.held_version,
                          held_reason = excluded.held_reason, revision = excluded.revision,
                          updated_at = excluded.updated_at, updated_by = excluded.updated_by
                        where endpoint.model = excluded.model
                        """)
                        .bind(0, endpoint.name())
                        .bind(1, endpoint.model())
                        .bind(2, Database.json(endpoint.follow()))
                        .bind(3, endpoint.version().orElse(null))
                        .bind(4, endpoint.cause())
                        .bind(5, endpoint.held().map(Held::version).orElse(null))
                        .bind(6, endpoint.held().map(Held::reason).orElse(null))
                        .bind(7, endpoint.revision())
                        .bind(8, Timestamp.from(endpoint.updatedAt()))
                        .bind(9, endpoint.updatedBy())
                        .execute();
        if (written == 0) {
            throw new HeddleException(
                    ErrorCode.ALREADY_EXISTS,
                    "the name '%s' is an endpoint of another model".formatted(endpoint.name()));
        }
    }

    /** Writes the settings of an endpoint that is there. */
    static void writeSettings(Handle handle, String name, EndpointSettings settings, String actor) {
        handle.createUpdate(
                        """
                        update endpoint set cache_bytes = ?, log_share = ?, updated_at = ?,
                          updated_by = ? where name = ?
                        """)
                .bind(0, settings.cacheBytes())
                .bind(1, settings.logShare())
                .bind(2, Timestamp.from(Database.now().toInstant()))
                .bind(3, actor)
                .bind(4, name)
                .execute();
    }

    /** Adds a line to the history; the same line twice is one. Whether it is new. */
    static boolean addEvent(Handle handle, String endpoint, long revision, EndpointEvent event) {
        return handle.createUpdate(
                                """
                                insert into endpoint_event (endpoint, revision, at, outcome, version,
                                  previous, cause, detail, actor)
                                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                                on conflict (endpoint, revision, version, outcome) do nothing
                                """)
                        .bind(0, endpoint)
                        .bind(1, revision)
                        .bind(2, Timestamp.from(event.at()))
                        .bind(3, event.outcome().name())
                        .bind(4, event.version())
                        .bind(5, event.previous().orElse(null))
                        .bind(6, event.cause())
                        .bind(7, event.detail())
                        .bind(8, event.actor())
                        .execute()
                > 0;
    }

    /** A line of the history with its number. */
    record NumberedEvent(long id, EndpointEvent event) {}

    static List<NumberedEvent> history(Handle handle, String name, long before, int limit) {
        return handle.createQuery(
                        "select * from endpoint_event where endpoint = ? and id < ?"
                                + " order by id desc limit ?")
                .bind(0, name)
                .bind(1, before)
                .bind(2, limit)
                .map((row, context) -> new NumberedEvent(row.getLong("id"), event(row)))
                .list();
    }

    /** The version that was served last before {@code current}; empty if there was none. */
    static Optional<Integer> servedBefore(Handle handle, String name, int current) {
        return handle.createQuery(
                        """
                        select e.version from endpoint_event e
                        join endpoint p on p.name = e.endpoint
                        join model_version v on v.model = p.model and v.version = e.version
                        where e.endpoint = ? and e.outcome = 'SERVED' and e.version <> ?
                        order by e.id desc limit 1
                        """)
                .bind(0, name)
                .bind(1, current)
                .mapTo(Integer.class)
                .findOne();
    }

    private static EndpointEvent event(ResultSet row) throws SQLException {
        return new EndpointEvent(
                row.getTimestamp("at").toInstant(),
                Outcome.valueOf(row.getString("outcome")),
                row.getInt("version"),
                Optional.ofNullable(row.getObject("previous", Integer.class)),
                row.getString("cause"),
                row.getString("detail"),
                row.getString("actor"));
    }

    private static Endpoint endpoint(ResultSet row) throws SQLException {
        Integer held = row.getObject("held_version", Integer.class);
        return new Endpoint(
                row.getString("name"),
                row.getString("model"),
                Database.json(row.getString("follow"), new TypeReference<Follow>() {}),
                Optional.ofNullable(row.getObject("version", Integer.class)),
                row.getString("cause"),
                held == null
                        ? Optional.empty()
                        : Optional.of(new Held(held, row.getString("held_reason"))),
                new EndpointSettings(row.getLong("cache_bytes"), row.getDouble("log_share")),
                row.getLong("revision"),
                row.getTimestamp("updated_at").toInstant(),
                row.getString("updated_by"));
    }
}
