package dev.heddle.platform.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.Heddle;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Registration;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobProgress;
import dev.heddle.client.features.FeatureViewSummary;
import dev.heddle.client.features.HistoryRequest;
import dev.heddle.client.monitors.FeatureSkew;
import dev.heddle.client.monitors.SkewReport;
import dev.heddle.client.monitors.SkewRequest;
import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.platform.ClassJar;
import dev.heddle.platform.PlatformProcess;
import dev.heddle.streams.TestBroker;
import dev.heddle.streams.TestStreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feature views through the platform's doors: the real process, a real broker, real tables. */
class FeaturesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final FeatureView CLICKS =
            FeatureView.fromMap(
                    Map.of(
                            "name", "clicks",
                            "keys", Map.of("customerId", "long"),
                            "features", Map.of("clicks", "long"),
                            "time", "at",
                            "timeToLive", "7d",
                            "table", "growth.clicks"));

    private static Path counter;
    private static Path fond;
    private TestBroker broker;

    @BeforeAll
    static void jars(@TempDir Path folder) {
        counter =
                ClassJar.of(
                        folder.resolve("counter.jar"),
                        ClickCounter.class,
                        ClickCounter.Click.class,
                        ClickCounter.Counted.class);
        fond =
                ClassJar.of(
                        folder.resolve("fond.jar"),
                        Fond.class,
                        Fond.Customer.class,
                        Fond.Answer.class);
    }

    private PlatformProcess dev(Path folder) {
        if (broker == null) {
            broker = TestBroker.start(folder.resolve("kafka"));
        }
        return PlatformProcess.run(folder, kafka(), "dev", "--port", "0").awaitReady();
    }

    private Map<String, String> kafka() {
        return Map.of("HEDDLE_KAFKA_BOOTSTRAP_SERVERS", broker.address());
    }

    @AfterEach
    void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    private static void deploy(Heddle heddle, Delivery delivery, int millis) {
        ModelVersion version =
                heddle.register(
                        Registration.function("counting", ClickCounter.class.getName(), counter)
                                .parameter("millis", Integer.toString(millis)));
        StreamSpec spec =
                StreamSpec.of("counting", "counting/" + version.version(), "clicks", "counting");
        heddle.streams().deploy(TestStreams.with(TestStreams.with(spec, 4, 20), delivery));
    }

    private void click(long customer, int times) {
        for (int i = 0; i < times; i++) {
            broker.send("clicks", Long.toString(customer), "{\"customerId\": " + customer + "}");
        }
        broker.flush();
    }

    private static long clicks(PlatformProcess platform, long customer) {
        return json(platform.send(
                                "POST",
                                "/models/fond/predict",
                                "{\"customerId\": " + customer + "}")
                        .body())
                .path("clicks")
                .asLong(-2);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }

    private static Job ended(PlatformProcess platform, Heddle heddle, Job job) {
        platform.await("the job ends", () -> heddle.jobs().job(job.id()).state().isFinal());
        Job ended = heddle.jobs().job(job.id());
        assertThat(ended.state()).as(ended.toString()).isEqualTo(Job.State.SUCCEEDED);
        return ended;
    }

    @Test
    void shouldFindInCallsAndTablesWhatAFunctionWrites(@TempDir Path folder) {
        try (PlatformProcess platform = dev(folder);
                Heddle heddle = Heddle.connect(platform.url())) {
            FeatureViewSummary defined = heddle.features().define(CLICKS);
            assertThat(defined.view()).isEqualTo(CLICKS);
            broker.createTopic("clicks", 2);
            heddle.register(Registration.function("fond", Fond.class.getName(), fond));
            platform.await("fond is served", () -> clicks(platform, 7) == -1);
            deploy(heddle, Delivery.AT_LEAST_ONCE, 0);

            click(7, 3);
            platform.await("the call gives another answer", () -> clicks(platform, 7) == 3);
            assertThat(clicks(platform, 8)).isEqualTo(-1);
            assertThat(
                            heddle.features()
                                    .get("clicks", List.of("7"))
                                    .features()
                                    .get("clicks")
                                    .asLong())
                    .isEqualTo(3);
            assertThatThrownBy(() -> heddle.features().get("clicks", List.of("8")))
                    .isInstanceOfSatisfying(
                            HeddleException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                    .hasMessage("feature view 'clicks' knows nothing of 8");
            assertThatThrownBy(() -> heddle.features().get("clicks", List.of("seven")))
                    .hasMessage("key customerId is 'seven', expected long");

            platform.await(
                    "figures are told",
                    () ->
                            platform.get("/metrics")
                                    .body()
                                    .contains("heddle_features_ready{view=\"clicks\"} 1.0"));

            Instant before = Instant.now();
            Job archived =
                    ended(platform, heddle, heddle.features().archive("clicks").orElseThrow());
            assertThat(archived.result().orElseThrow().rowsOut()).isEqualTo(3);
            click(7, 2);
            platform.await("the call gives another answer", () -> clicks(platform, 7) == 5);
            ended(platform, heddle, heddle.features().archive("clicks").orElseThrow());
            assertThat(heddle.features().archive("clicks")).isEmpty();
            Job then =
                    heddle.features()
                            .history(
                                    "clicks",
                                    new HistoryRequest(
                                            Optional.of(before.toString()),
                                            Optional.of("customerid = 7"),
                                            Optional.empty()));
            JsonNode known =
                    json(ended(platform, heddle, then).result().orElseThrow().rows().get(0));
            assertThat(known.get("customerId").asLong()).isEqualTo(7);
            assertThat(known.get("clicks").asLong()).isEqualTo(3);

            // From the table alone, as after a loss of the topic.
            heddle.streams().stop("counting");
            heddle.features().remove("clicks");
            platform.await(
                    "the view is gone",
                    () ->
                            platform.send("POST", "/models/fond/predict", "{\"customerId\": 7}")
                                    .body()
                                    .contains("-1"));
            heddle.features().define(CLICKS);
            ended(platform, heddle, heddle.features().materialize("clicks"));
            platform.await("it is known from the table", () -> clicks(platform, 7) == 5);
        }
    }

    @Test
    void shouldTellWhereCallsHadOtherFeaturesThanTheTableSays(@TempDir Path folder) {
        broker = TestBroker.start(folder.resolve("kafka"));
        Map<String, String> environment = new HashMap<>(kafka());
        environment.put("HEDDLE_SERVING_LOG_FILE_AGE", "PT0.5S");
        try (PlatformProcess platform =
                        PlatformProcess.run(folder, environment, "dev", "--port", "0")
                                .awaitReady();
                Heddle heddle = Heddle.connect(platform.url())) {
            heddle.features().define(CLICKS);
            broker.createTopic("clicks", 2);
            heddle.register(Registration.function("fond", Fond.class.getName(), fond));
            platform.await("fond is served", () -> clicks(platform, 7) == -1);
            deploy(heddle, Delivery.AT_LEAST_ONCE, 0);
            click(7, 3);
            platform.await("the call gives another answer", () -> clicks(platform, 7) == 3);
            assertThat(heddle.monitors().skew("fond", 1)).isEmpty();
            platform.send("PATCH", "/api/v1/endpoints/fond/settings", "{\"logShare\": 1}");
            Path log = folder.resolve(".heddle").resolve("inference-log").resolve("fond");
            platform.await(
                    "calls are logged",
                    () -> {
                        clicks(platform, 7);
                        return contains(log, "\"clicks\":3");
                    });

            platform.send("POST", "/models/fond/predict", "{\"customerId\": 7, \"clicks\": 9}");
            platform.await("it is logged", () -> contains(log, "\"clicks\":9"));
            ended(platform, heddle, heddle.features().archive("clicks").orElseThrow());
            SkewRequest all =
                    new SkewRequest(
                            Instant.now().minusSeconds(3_600),
                            Optional.of(Instant.now().plusSeconds(60)));
            Job asked = heddle.monitors().compareFeatures("fond", 1, all);
            platform.await("it compares", () -> isRunning(heddle.jobs().job(asked.id())));
            Job job = ended(platform, heddle, asked);

            assertThat(job.spec().kind()).isEqualTo(JobKind.SKEW);
            SkewReport report = heddle.monitors().skew("fond", 1).orElseThrow();
            assertThat(report.job()).isEqualTo(job.id());
            FeatureSkew skew = report.features().get(0);
            assertThat(skew.field()).isEqualTo("clicks");
            assertThat(skew.rows()).isGreaterThanOrEqualTo(2);
            assertThat(skew.differing()).isEqualTo(1);
            assertThat(skew.largest()).hasValue(6.0);
            assertThat(skew.examples())
                    .singleElement()
                    .satisfies(
                            example -> {
                                assertThat(example.keys()).isEqualTo(Map.of("customerId", "7"));
                                assertThat(example.online()).hasValue("9");
                                assertThat(example.table()).hasValue("3");
                            });
        }
    }

    private static boolean isRunning(Job job) {
        return job.state().isFinal()
                || job.progress()
                        .filter(progress -> progress.phase() == JobProgress.Phase.RUNNING)
                        .isPresent();
    }

    private static boolean contains(Path folder, String text) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).toList()) {
                if (Files.readString(file).contains(text)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldCountExactlyThoughItIsKilled(@TempDir Path folder) {
        int customers = 20;
        int each = 100;
        PlatformProcess platform = dev(folder);
        try (Heddle heddle = Heddle.connect(platform.url())) {
            heddle.features().define(CLICKS);
            broker.createTopic("clicks", 3);
            heddle.register(Registration.function("fond", Fond.class.getName(), fond));
            deploy(heddle, Delivery.EXACTLY_ONCE, 20);
        }
        for (int i = 0; i < each; i++) {
            for (int customer = 0; customer < customers; customer++) {
                broker.send(
                        "clicks", Integer.toString(customer), "{\"customerId\": " + customer + "}");
            }
        }
        broker.flush();
        for (int kill = 1; kill <= 3; kill++) {
            long enough = each * kill / 5;
            PlatformProcess running = platform;
            running.await("it counts", () -> clicks(running, 0) >= enough);
            running.kill();
            platform = dev(folder);
        }
        try (PlatformProcess last = platform) {
            for (int customer = 0; customer < customers; customer++) {
                int id = customer;
                last.await("all is counted", () -> clicks(last, id) >= each);
                assertThat(clicks(last, id)).isEqualTo(each);
            }
        }
    }

    @Test
    void shouldFollowViewsInProcessesOfTheirOwn(@TempDir Path folder) throws IOException {
        broker = TestBroker.start(folder.resolve("kafka"));
        String secret = PlatformProcess.token(folder, "contributor");
        try (PlatformProcess registry =
                        PlatformProcess.inRole(folder, "registry", secret, kafka());
                PlatformProcess ingestion = apart(folder, "ingestion", registry, secret);
                PlatformProcess serving = apart(folder, "serving", registry, secret);
                Heddle heddle = Heddle.connect(registry.url(), secret)) {
            heddle.features().define(CLICKS);
            broker.createTopic("clicks", 2);
            heddle.register(Registration.function("fond", Fond.class.getName(), fond));
            deploy(heddle, Delivery.AT_LEAST_ONCE, 0);

            click(7, 3);

            serving.await("the call gives another answer", () -> clicks(serving, 7) == 3);
            assertThat(ingestion.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(
                            heddle.features()
                                    .get("clicks", List.of("7"))
                                    .features()
                                    .get("clicks")
                                    .asLong())
                    .isEqualTo(3);
        }
    }

    private PlatformProcess apart(Path folder, String role, PlatformProcess registry, String secret)
            throws IOException {
        return PlatformProcess.beside(
                registry, Files.createDirectory(folder.resolve(role)), role, secret, kafka());
    }

    @Test
    void shouldRefuseDefinitionsThatCannotBe(@TempDir Path folder) {
        try (PlatformProcess platform = dev(folder);
                Heddle heddle = Heddle.connect(platform.url())) {
            heddle.features().define(CLICKS);

            FeatureView other =
                    FeatureView.fromMap(
                            Map.of(
                                    "name", "clicks",
                                    "keys", Map.of("customerId", "string"),
                                    "features", Map.of("clicks", "long"),
                                    "time", "at",
                                    "table", "growth.clicks"));
            assertThatThrownBy(() -> heddle.features().define(other))
                    .isInstanceOfSatisfying(
                            HeddleException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                    .hasMessageContaining("keys changed");
            String wrong =
                    "{\"name\": \"x\", \"keys\": {\"id\": \"double\"}, \"features\": {\"a\": \"long\"}}";
            assertThat(platform.send("PUT", "/api/v1/features/x", wrong).body())
                    .contains("keys.id is double, expected boolean, integer, long");
            assertThat(
                            platform.send(
                                            "PUT",
                                            "/api/v1/features/x",
                                            "{\"name\": \"x\", \"kees\": 1}")
                                    .body())
                    .contains("kees is an unknown field, expected one of");
            assertThat(
                            platform.send(
                                            "PUT",
                                            "/api/v1/features/y",
                                            wrong.replace("double", "long"))
                                    .body())
                    .contains("name is 'x', expected 'y' as in the address");
            assertThat(platform.get("/api/v1/features/nobody").statusCode()).isEqualTo(404);
        }
    }
}
