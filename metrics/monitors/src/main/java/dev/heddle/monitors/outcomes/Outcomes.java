package dev.heddle.monitors.outcomes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.Endpoint;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.monitors.Outcome;
import dev.heddle.client.monitors.OutcomesReceipt;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Violation;
import dev.heddle.monitors.MonitorsDatabase;
import dev.heddle.monitors.outcomes.Comparison.Choice;
import dev.heddle.monitors.outcomes.Comparison.NotComparable;
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
import java.util.stream.Stream;

/** Keeps what really happened, and joins it to what was predicted. */
@Singleton
final class Outcomes {
    private static final int MOST_VIOLATIONS = 20;
    private static final String KEEP =
            """
            with kept as (
              insert into outcome as o (model, request_id, index, outcome, time, received_at)
              select ?, n.request_id, n.index, n.outcome::jsonb, n.time, ?::timestamptz
              from unnest(?, ?, ?, ?::timestamptz[]) as n(request_id, index, outcome, time)
              on conflict (model, request_id, index)
                do update set outcome = excluded.outcome, time = excluded.time
                where excluded.time >= o.time
              returning request_id, index, (xmax = 0) as is_new),
            counted as (
              insert into outcome_hour as h (model, hour, received, joined)
              select ?, date_trunc('hour', ?::timestamptz, 'UTC'), count(*), 0
              from kept where is_new having count(*) > 0
              on conflict (model, hour) do update set received = h.received + excluded.received)
            select request_id, index from kept
            """;
    private static final String MEET =
            "select "
                    + Joins.COLUMNS
                    + """
                     from unnest(?, ?) as k(request_id, index)
                    join prediction p on p.request_id = k.request_id and p.index = k.index
                    join outcome_version v on v.id = p.version and v.model = ?
                    """;

    private final MonitorsDatabase database;
    private final ServingRegistry registry;
    private final MonitorPolicies policies;

    Outcomes(MonitorsDatabase database, ServingRegistry registry, MonitorPolicies policies) {
        this.database = database;
        this.registry = registry;
        this.policies = policies;
    }

    /** Which record of which call. */
    private record Key(String requestId, int index) {}

    /**
     * Takes outcomes of a model's predictions, all or none.
     *
     * @param name the model, or an endpoint that serves it
     * @throws HeddleException with {@code MODEL_NOT_FOUND}; with {@code INVALID_INPUT} if an
     *     outcome cannot be compared with what the model predicts
     */
    OutcomesReceipt take(String name, List<Outcome> outcomes, Instant now) {
        ModelVersion latest = latest(name);
        String model = latest.model();
        Choice choice = Predictions.choice(policies.policy(model));
        check(model, latest, choice, outcomes);
        Map<Key, Outcome> last = last(outcomes, now);
        Receipt receipt =
                database.onConnection(
                        connection -> {
                            KnownModel known =
                                    KnownModel.lock(connection, model, choice)
                                            .orElseThrow(() -> notFound(model));
                            return take(connection, known, last, now);
                        });
        int waiting = receipt.kept - receipt.joined;
        return new OutcomesReceipt(
                outcomes.size(),
                receipt.joined,
                waiting,
                outcomes.size() - receipt.kept,
                waiting == 0 ? Optional.empty() : Optional.of(hint(model)));
    }

    /** The newest version of a model, or of the one that an endpoint serves. */
    private ModelVersion latest(String name) {
        try {
            return registry.version(name, "latest");
        } catch (HeddleException e) {
            if (e.code() != ErrorCode.MODEL_NOT_FOUND) {
                throw e;
            }
            Endpoint served =
                    endpoints()
                            .filter(endpoint -> endpoint.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> e);
            return registry.version(served.model(), "latest");
        }
    }

    private Stream<Endpoint> endpoints() {
        return registry.deployments(0, Duration.ZERO).endpoints().stream();
    }

    private static HeddleException notFound(String model) {
        return new HeddleException(
                ErrorCode.MODEL_NOT_FOUND, "there is no model %s".formatted(model));
    }

    /** How many were kept, and how many of them met a prediction. */
    private record Receipt(int kept, int joined) {}

    /** An outcome fits if the latest version could have predicted it, or any that was logged. */
    private void check(String model, ModelVersion latest, Choice choice, List<Outcome> outcomes) {
        List<OutputFields> candidates = new ArrayList<>();
        latest.signature().map(OutputFields::of).ifPresent(candidates::add);
        database.onConnection(connection -> KnownModel.find(connection, model))
                .ifPresent(
                        known ->
                                known.versions().values().stream()
                                        .map(KnownModel.Version::outputs)
                                        .distinct()
                                        .forEach(candidates::add));
        if (candidates.isEmpty()) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "%s has no signature, so nothing is known of what it predicts"
                            .formatted(latest.reference()));
        }
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < outcomes.size() && violations.size() < MOST_VIOLATIONS; i++) {
            JsonNode outcome = outcomes.get(i).outcome();
            String path = "[" + i + "].outcome";
            problem(candidates, choice, outcome, model)
                    .ifPresent(
                            expected ->
                                    violations.add(
                                            new Violation(
                                                    path, Values.describe(outcome), expected)));
        }
        if (!violations.isEmpty()) {
            throw HeddleException.invalidInput(violations);
        }
    }

    /** What the first of them expects; empty if any takes it. */
    private static Optional<String> problem(
            List<OutputFields> candidates, Choice choice, JsonNode outcome, String model) {
        Optional<String> problem = Optional.empty();
        for (OutputFields fields : candidates) {
            try {
                Comparison.of(fields, choice, outcome, model);
                return Optional.empty();
            } catch (NotComparable e) {
                problem = problem.or(() -> Optional.of(e.getMessage()));
            }
        }
        return problem;
    }

    /** Of each record the outcome that is known last. */
    private static Map<Key, Outcome> last(List<Outcome> outcomes, Instant now) {
        Map<Key, Outcome> last = new HashMap<>();
        for (Outcome outcome : outcomes) {
            last.merge(
                    new Key(outcome.requestId(), outcome.index()),
                    outcome,
                    (a, b) -> b.time().orElse(now).isBefore(a.time().orElse(now)) ? a : b);
        }
        return last;
    }

    private static Receipt take(
            Connection connection, KnownModel model, Map<Key, Outcome> outcomes, Instant now)
            throws SQLException {
        List<Key> kept = keep(connection, model, List.copyOf(outcomes.values()), now);
        Joins joins = new Joins(connection, model, now);
        List<Prediction> met = meet(connection, model, kept);
        for (Prediction prediction : met) {
            Outcome outcome = outcomes.get(new Key(prediction.requestId(), prediction.index()));
            joins.join(prediction, outcome.outcome());
        }
        joins.write();
        long joined = met.stream().map(p -> new Key(p.requestId(), p.index())).distinct().count();
        return new Receipt(kept.size(), (int) joined);
    }

    private static List<Key> keep(
            Connection connection, KnownModel model, List<Outcome> outcomes, Instant now)
            throws SQLException {
        List<Key> kept = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
            statement.setInt(1, model.id());
            statement.setString(2, now.toString());
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "text", outcomes.stream().map(Outcome::requestId).toArray()));
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "int4", outcomes.stream().map(Outcome::index).toArray()));
            statement.setArray(
                    5,
                    connection.createArrayOf(
                            "text", outcomes.stream().map(o -> o.outcome().toString()).toArray()));
            statement.setArray(
                    6,
                    connection.createArrayOf(
                            "text",
                            outcomes.stream().map(o -> o.time().orElse(now).toString()).toArray()));
            statement.setInt(7, model.id());
            statement.setString(8, now.toString());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    kept.add(new Key(rows.getString(1), rows.getInt(2)));
                }
            }
        }
        return kept;
    }

    private static List<Prediction> meet(Connection connection, KnownModel model, List<Key> keys)
            throws SQLException {
        List<Prediction> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(MEET)) {
            statement.setArray(
                    1,
                    connection.createArrayOf("text", keys.stream().map(Key::requestId).toArray()));
            statement.setArray(
                    2, connection.createArrayOf("int4", keys.stream().map(Key::index).toArray()));
            statement.setInt(3, model.id());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(Joins.prediction(rows));
                }
            }
        }
        return found;
    }

    /** What keeps outcomes from meeting their predictions. */
    String hint(String model) {
        List<Endpoint> endpoints =
                endpoints().filter(endpoint -> endpoint.model().equals(model)).toList();
        Optional<Endpoint> logs =
                endpoints.stream().filter(e -> e.settings().logShare() > 0).findFirst();
        if (logs.isPresent()) {
            double share = logs.get().settings().logShare();
            String most =
                    share < 1
                            ? "; the endpoint %s logs %s %% of its calls, and only these can be joined"
                                    .formatted(logs.get().name(), percent(share))
                            : "";
            return "outcomes wait until the log of their calls has been read, which takes a few"
                    + " minutes"
                    + most;
        }
        String name = endpoints.stream().map(Endpoint::name).findFirst().orElse(model);
        return "no endpoint of %s logs its calls, so none can be joined: heddle endpoints set %s --log 1"
                .formatted(model, name);
    }

    private static String percent(double share) {
        return new java.math.BigDecimal(share * 100)
                .round(new java.math.MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }
}
