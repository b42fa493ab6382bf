package dev.heddle.monitors.outcomes;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.Endpoint;
import dev.heddle.client.EndpointSettings;
import dev.heddle.client.Follow;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Origin;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.client.monitors.OutcomesReceipt;
import dev.heddle.client.monitors.QualityReport;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Signature;
import dev.heddle.monitors.MonitorsDatabase;
import dev.heddle.monitors.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Outcomes on a PostgreSQL database that all tests share and each finds empty. */
final class OutcomesFixture implements ServingRegistry {
    static final Signature CHURN =
            signature(
                    Map.of("country", Scalar.STRING),
                    "atRisk",
                    Scalar.BOOLEAN,
                    "probability",
                    Scalar.DOUBLE);

    final MonitorsDatabase database = new MonitorsDatabase(TestDatabase.SOURCE);
    final Map<String, MonitorPolicy> policies = new HashMap<>();
    final Settings config = new Settings();
    final Predictions predictions = new Predictions(this, this::policy, config);
    final PredictionFiles files = new PredictionFiles(database, predictions);
    final Outcomes outcomes = new Outcomes(database, this, this::policy);
    final QualityReports reports = new QualityReports(database, this, this::policy, outcomes);
    final Qualities qualities = new Qualities(database);
    final PolicyChanges policyChanges = new PolicyChanges(database, this::policy);
    final OutcomesRetention retention = new OutcomesRetention(database, config);
    final PredictionLog log =
            new PredictionLog(files, policyChanges, retention, config, Clock.systemUTC(), false);
    private final Map<String, Map<Integer, Signature>> models = new HashMap<>();
    private double logShare;
    private int fileNumber;

    OutcomesFixture(Path folder) {
        config.logDir = folder;
        sql(
                """
                truncate model, model_version, outcome_model, outcome_version, prediction,
                  prediction_hour, outcome, outcome_hour, outcome_label, quality, prediction_file
                  restart identity cascade
                """);
    }

    static Signature signature(Map<String, FieldType> inputs, Object... outputs) {
        List<Field> in = new ArrayList<>();
        inputs.forEach((name, type) -> in.add(Field.required(name, type)));
        List<Field> out = new ArrayList<>();
        for (int i = 0; i < outputs.length; i += 2) {
            out.add(Field.required((String) outputs[i], (FieldType) outputs[i + 1]));
        }
        return new Signature(new FieldType.Struct(in), new FieldType.Struct(out));
    }

    void register(String model, int version, Signature signature) {
        models.computeIfAbsent(model, name -> new HashMap<>()).put(version, signature);
        sql("insert into model (name) values ('%s') on conflict do nothing".formatted(model));
        sql("insert into model_version values ('%s', %d)".formatted(model, version));
    }

    void setLogShare(double share) {
        logShare = share;
    }

    void setPolicy(String model, String compared, String score, String... segments) {
        policies.put(
                model,
                new MonitorPolicy(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.ofNullable(compared),
                        Optional.ofNullable(score),
                        List.of(segments),
                        Optional.empty()));
    }

    private MonitorPolicy policy(String model) {
        return policies.getOrDefault(model, MonitorPolicy.DEFAULT);
    }

    /** One logged call of the model churn. */
    static String call(
            String id, Instant time, String country, boolean atRisk, double probability) {
        return call(
                "churn",
                1,
                id,
                time,
                "[{\"country\": \"%s\"}]".formatted(country),
                "[{\"atRisk\": %s, \"probability\": %s}]".formatted(atRisk, probability));
    }

    static String call(
            String model, int version, String id, Instant time, String inputs, String outputs) {
        return """
                {"id": "%s", "time": "%s", "endpoint": "%s", "model": "%s", "version": %d, \
                "protocol": "native", "inputs": %s, "outputs": %s, "cached": false, "runMicros": 4}
                """
                .formatted(id, time, model, model, version, inputs, outputs);
    }

    /** Finishes a file of the log; returns it. */
    Path logFile(String... lines) {
        try {
            Path day = config.logDir.resolve("churn").resolve(today().toString());
            Files.createDirectories(day);
            Path file = day.resolve("101500.000-1-%d.jsonl".formatted(++fileNumber));
            return Files.writeString(file, String.join("", lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    OutcomesReceipt send(String model, String body) {
        Instant now = Instant.now();
        return outcomes.take(
                model, OutcomeReader.read(body.getBytes(StandardCharsets.UTF_8), now), now);
    }

    static String outcome(String id, Object outcome) {
        try {
            return "{\"requestId\": \"%s\", \"outcome\": %s}\n"
                    .formatted(id, new ObjectMapper().writeValueAsString(outcome));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    QualityReport report(String model, int version) {
        return reports.report(model, version, Duration.ofDays(1), Optional.empty(), Instant.now());
    }

    QualityReport reportBy(String model, int version, String field) {
        return reports.report(
                model, version, Duration.ofDays(1), Optional.of(field), Instant.now());
    }

    void sql(String statements) {
        try (Connection connection = TestDatabase.SOURCE.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long count(String from) {
        try (Connection connection = TestDatabase.SOURCE.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + from)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Deployments deployments(long revision, Duration wait) {
        List<Endpoint> endpoints =
                models.keySet().stream()
                        .map(
                                model ->
                                        new Endpoint(
                                                model,
                                                model,
                                                new Follow.Pinned(1),
                                                Optional.of(1),
                                                "",
                                                Optional.empty(),
                                                new EndpointSettings(0, logShare),
                                                1,
                                                Instant.EPOCH,
                                                "test"))
                        .toList();
        return new Deployments(1, endpoints);
    }

    @Override
    public ModelVersion version(String model, String reference) {
        Map<Integer, Signature> versions = models.get(model);
        if (versions == null) {
            throw new HeddleException(ErrorCode.MODEL_NOT_FOUND, "there is no model " + model);
        }
        int number =
                reference.equals("latest")
                        ? versions.keySet().stream().max(Integer::compare).orElseThrow()
                        : Integer.parseInt(reference);
        if (!versions.containsKey(number)) {
            throw new HeddleException(ErrorCode.VERSION_NOT_FOUND, "there is no such version");
        }
        return new ModelVersion(
                model,
                number,
                "0",
                List.of("heddle_java"),
                Optional.empty(),
                Optional.of(versions.get(number)),
                Map.of(),
                Map.of(),
                List.of(),
                Origin.unknown(),
                Map.of(),
                List.of(),
                Instant.EPOCH,
                "test");
    }

    @Override
    public InputStream open(String sha256) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void report(Report report) {
        throw new UnsupportedOperationException();
    }

    /** What can be set. */
    static final class Settings implements OutcomesConfig {
        Path logDir;
        Duration predictionsKept = Duration.ofDays(30);
        long predictionsMost = 1_000_000;

        @Override
        public List<Path> logDirs() {
            return List.of(logDir);
        }

        @Override
        public Duration logInterval() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration predictionsKept() {
            return predictionsKept;
        }

        @Override
        public long predictionsMost() {
            return predictionsMost;
        }

        @Override
        public Duration qualityKept() {
            return Duration.ofDays(400);
        }

        @Override
        public double skew() {
            return 0.01;
        }
    }
}
