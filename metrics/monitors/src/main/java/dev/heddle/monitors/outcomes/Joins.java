package dev.heddle.monitors.outcomes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.monitors.outcomes.Comparison.NotComparable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives predictions their outcomes, and counts them in the sums. For one transaction that holds the
 * model's lock.
 */
final class Joins {
    private static final ObjectMapper JSON = HeddleJson.mapper();
    private static final Comparison.Verdict NOTHING =
            new Comparison.Verdict(
                    Optional.empty(),
                    "",
                    "",
                    java.util.OptionalDouble.empty(),
                    java.util.OptionalDouble.empty(),
                    false);
    private static final String WRITE =
            """
            update prediction p set outcome = j.outcome::jsonb
            from unnest(?, ?, ?, ?) as j(version, request_id, index, outcome)
            where p.request_id = j.request_id and p.index = j.index and p.version = j.version
            """;
    private static final String MARK =
            """
            with marked as (
              update outcome o set is_joined = true
              from unnest(?, ?) as j(request_id, index)
              where o.model = ? and o.request_id = j.request_id and o.index = j.index
                and not o.is_joined
              returning o.received_at)
            update outcome_hour h set joined = h.joined + m.joined
            from (select date_trunc('hour', received_at, 'UTC') as hour, count(*) as joined
                  from marked group by 1) m
            where h.model = ? and h.hour = m.hour
            """;

    private final Connection connection;
    private final KnownModel model;
    private final SumChanges changes;
    private final Recount recount;
    private final List<Prediction> joined = new ArrayList<>();

    Joins(Connection connection, KnownModel model, Instant now) throws SQLException {
        this.connection = connection;
        this.model = model;
        this.recount = new Recount(connection, model, now);
        this.changes = new SumChanges(connection, Labels.read(connection, model.id()), now);
    }

    /** The columns of a prediction, in the order of {@link #prediction}. */
    static final String COLUMNS =
            "p.version, p.request_id, p.index, p.time, p.outputs, p.segments, p.outcome";

    /** The prediction of a row of {@link #COLUMNS}. */
    static Prediction prediction(ResultSet row) throws SQLException {
        return new Prediction(
                row.getInt(1),
                row.getString(2),
                row.getInt(3),
                row.getObject(4, OffsetDateTime.class).toInstant(),
                json(row.getString(5)),
                json(row.getString(6)),
                Optional.ofNullable(row.getString(7)).map(Joins::json));
    }

    /** What a column holds. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new HeddleException(
                    ErrorCode.CORRUPT, "a column holds JSON that cannot be read", e);
        }
    }

    /** How a prediction met an outcome; nothing can be said if they are of different types. */
    static Comparison.Verdict verdict(KnownModel model, Prediction prediction, JsonNode outcome) {
        try {
            OutputFields fields = model.versions().get(prediction.version()).outputs();
            return Comparison.of(fields, model.choice(), outcome, model.name())
                    .verdict(prediction.outputs(), outcome);
        } catch (NotComparable e) {
            return NOTHING;
        }
    }

    /** Gives a prediction its outcome, in the place of one that it has. */
    void join(Prediction prediction, JsonNode outcome) throws SQLException {
        if (prediction.outcome().isPresent()) {
            JsonNode before = prediction.outcome().get();
            if (before.equals(outcome)) {
                return;
            }
            changes.add(prediction, verdict(model, prediction, before), -1);
        }
        changes.add(prediction, verdict(model, prediction, outcome), 1);
        joined.add(
                new Prediction(
                        prediction.version(),
                        prediction.requestId(),
                        prediction.index(),
                        prediction.time(),
                        prediction.outputs(),
                        prediction.segments(),
                        Optional.of(outcome)));
    }

    /** Writes all that was joined. */
    void write() throws SQLException {
        if (joined.isEmpty()) {
            return;
        }
        Object[] requestIds = joined.stream().map(Prediction::requestId).toArray();
        Object[] indexes = joined.stream().map(Prediction::index).toArray();
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "int4", joined.stream().map(Prediction::version).toArray()));
            statement.setArray(2, connection.createArrayOf("text", requestIds));
            statement.setArray(3, connection.createArrayOf("int4", indexes));
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "text",
                            joined.stream().map(p -> p.outcome().get().toString()).toArray()));
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(MARK)) {
            statement.setArray(1, connection.createArrayOf("text", requestIds));
            statement.setArray(2, connection.createArrayOf("int4", indexes));
            statement.setInt(3, model.id());
            statement.setInt(4, model.id());
            statement.executeUpdate();
        }
        for (SumChanges.Day day : changes.write()) {
            recount.day(day);
        }
    }
}
