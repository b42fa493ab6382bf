package dev.heddle.monitors.outcomes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import dev.heddle.monitors.outcomes.Comparison.Choice;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Keeps what the inference log says was predicted, and joins it to outcomes that wait for it. */
@Singleton
final class Predictions {
    private static final int MOST_SEGMENTS = 10;
    private static final String ADD =
            """
            with added as (
              insert into prediction (version, request_id, index, time, outputs, segments)
              select n.version, n.request_id, n.index, n.time, n.outputs::jsonb, n.segments::jsonb
              from unnest(?, ?, ?, ?::timestamptz[], ?, ?)
                as n(version, request_id, index, time, outputs, segments)
              on conflict do nothing
              returning version, request_id, index, time, outputs, segments, outcome),
            counted as (
              insert into prediction_hour as h (version, hour, predictions)
              select version, date_trunc('hour', time, 'UTC'), count(*) from added
              group by 1, 2 order by 1, 2
              on conflict (version, hour)
                do update set predictions = h.predictions + excluded.predictions)
            select %s, o.outcome
            from added p join outcome o
              on o.model = ? and o.request_id = p.request_id and o.index = p.index
            """
                    .formatted(Joins.COLUMNS);

    private final ServingRegistry registry;
    private final MonitorPolicies policies;
    private final OutcomesConfig config;

    Predictions(ServingRegistry registry, MonitorPolicies policies, OutcomesConfig config) {
        this.registry = registry;
        this.policies = policies;
        this.config = config;
    }

    /**
     * What calls predicted, ready to be kept.
     *
     * @param models by the models' names in order, so that locks are taken in the same order
     *     everywhere
     * @param broken how many lines could not be read
     * @param problem why the first of them could not be; empty if all could
     */
    record Prepared(Map<String, Batch> models, int broken, String problem) {}

    /** Predictions of one model, and what has to be known of its versions. */
    record Batch(Choice choice, Map<Integer, OutputFields> versions, List<Logged> predictions) {}

    /** A prediction whose version has no row yet. */
    record Logged(
            int version,
            String requestId,
            int index,
            Instant time,
            JsonNode outputs,
            JsonNode segments) {}

    /**
     * Reads lines of the log, without the database's help: versions are looked up in the registry.
     * Calls that failed, that are too old, and those of versions that are not there are passed
     * over.
     */
    Prepared prepare(List<byte[]> lines, Instant now) {
        Map<String, Batch> models = new TreeMap<>();
        Map<String, MonitorPolicy> known = new HashMap<>();
        Instant oldest = now.minus(config.predictionsKept());
        Instant newest = now.plus(Duration.ofDays(1));
        int broken = 0;
        String problem = "";
        for (byte[] line : lines) {
            try {
                LoggedCall call = LoggedCall.read(line);
                if (!call.hasOutputs()
                        || call.time().isBefore(oldest)
                        || call.time().isAfter(newest)) {
                    continue;
                }
                MonitorPolicy policy = known.computeIfAbsent(call.model(), policies::policy);
                Batch batch =
                        models.computeIfAbsent(
                                call.model(),
                                name ->
                                        new Batch(
                                                choice(policy),
                                                new HashMap<>(),
                                                new ArrayList<>()));
                OutputFields fields =
                        batch.versions()
                                .computeIfAbsent(
                                        call.version(), version -> fields(call.model(), version));
                if (!fields.kinds().isEmpty()) {
                    add(batch, call, fields, policy.segments());
                }
            } catch (LoggedCall.Broken e) {
                broken++;
                problem = problem.isEmpty() ? e.getMessage() : problem;
            }
        }
        return new Prepared(models, broken, problem);
    }

    /** What a policy says of outcomes. */
    static Choice choice(MonitorPolicy policy) {
        return new Choice(policy.outcome(), policy.score());
    }

    /** No fields where there is no such version, or none that Heddle runs. */
    private OutputFields fields(String model, int version) {
        try {
            return registry.version(model, String.valueOf(version))
                    .signature()
                    .map(OutputFields::of)
                    .orElseGet(() -> new OutputFields(Map.of()));
        } catch (HeddleException e) {
            if (e.code().category() == Category.NOT_FOUND || e.code().category() == Category.USER) {
                return new OutputFields(Map.of());
            }
            throw e;
        }
    }

    private static void add(
            Batch batch, LoggedCall call, OutputFields fields, List<String> segments)
            throws LoggedCall.Broken {
        List<String> wanted = segments.stream().limit(MOST_SEGMENTS).toList();
        List<ObjectNode> outputs = call.outputs(fields.kinds().keySet());
        List<ObjectNode> inputs = wanted.isEmpty() ? List.of() : call.inputs(wanted);
        for (int i = 0; i < outputs.size(); i++) {
            ObjectNode values = JsonNodeFactory.instance.objectNode();
            for (String segment : wanted) {
                JsonNode value = i < inputs.size() ? inputs.get(i).path(segment) : null;
                boolean isThere = value != null && value.isValueNode() && !value.isNull();
                values.put(segment, isThere ? Values.bounded(value.asText()) : "");
            }
            batch.predictions()
                    .add(
                            new Logged(
                                    call.version(),
                                    call.id(),
                                    i,
                                    call.time(),
                                    outputs.get(i),
                                    values));
        }
    }

    /** Keeps predictions of one model; those that are known already stay as they are. */
    void keep(Connection connection, String name, Batch batch, Instant now) throws SQLException {
        Optional<KnownModel> found = KnownModel.lock(connection, name, batch.choice());
        if (found.isEmpty() || batch.predictions().isEmpty()) {
            return;
        }
        KnownModel model = found.get();
        Map<Integer, Integer> rows = new HashMap<>();
        for (Map.Entry<Integer, OutputFields> version : batch.versions().entrySet()) {
            int number = version.getKey();
            Optional<Integer> row = model.row(number);
            if (row.isEmpty() && !version.getValue().kinds().isEmpty()) {
                row =
                        Optional.of(
                                model.add(
                                        connection,
                                        new KnownModel.Version(number, version.getValue())));
            }
            row.ifPresent(id -> rows.put(number, id));
        }
        Joins joins = new Joins(connection, model, now);
        for (Waiting waiting : add(connection, model, rows, batch.predictions())) {
            joins.join(waiting.prediction(), waiting.outcome());
        }
        joins.write();
    }

    /** A new prediction whose outcome came before it. */
    private record Waiting(Prediction prediction, JsonNode outcome) {}

    private static List<Waiting> add(
            Connection connection,
            KnownModel model,
            Map<Integer, Integer> rows,
            List<Logged> predictions)
            throws SQLException {
        List<Waiting> waiting = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            set(statement, 1, "int4", predictions, logged -> rows.get(logged.version()));
            set(statement, 2, "text", predictions, Logged::requestId);
            set(statement, 3, "int4", predictions, Logged::index);
            set(statement, 4, "text", predictions, logged -> logged.time().toString());
            set(statement, 5, "text", predictions, logged -> logged.outputs().toString());
            set(statement, 6, "text", predictions, logged -> logged.segments().toString());
            statement.setInt(7, model.id());
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    waiting.add(
                            new Waiting(Joins.prediction(found), Joins.json(found.getString(8))));
                }
            }
        }
        return waiting;
    }

    private static void set(
            PreparedStatement statement,
            int parameter,
            String type,
            List<Logged> predictions,
            java.util.function.Function<Logged, Object> value)
            throws SQLException {
        Object[] values = predictions.stream().map(value).collect(Collectors.toList()).toArray();
        statement.setArray(parameter, statement.getConnection().createArrayOf(type, values));
    }
}
