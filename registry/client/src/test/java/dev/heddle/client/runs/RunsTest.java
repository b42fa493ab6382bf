package dev.heddle.client.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.FakePlatform;
import dev.heddle.client.FakePlatform.Received;
import dev.heddle.client.FakePlatform.Reply;
import dev.heddle.client.Heddle;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.MlflowServer;
import dev.heddle.client.UploadContent;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
    private static final ObjectMapper JSON = HeddleJson.mapper();
    private static final String RUN =
            """
            {"run":{"info":{"run_id":"r1","experiment_id":"7","run_name":"quick-fox","user_id":"ann",
             "status":"RUNNING","start_time":1000,"lifecycle_stage":"active",
             "artifact_uri":"mlflow-artifacts:/7/r1/artifacts"},
             "data":{"params":[{"key":"depth","value":"5"}],"tags":[],
             "metrics":[{"key":"auc","value":"NaN","timestamp":1,"step":0}]}}}
            """;
    private static final RunLog.Settings FAST = new RunLog.Settings(20_000, Duration.ofSeconds(1));

    private final FakePlatform platform = new FakePlatform();
    private final MlflowServer server = MlflowServer.connect(platform.uri(), Optional.empty());
    private final List<JsonNode> batches = new ArrayList<>();

    @TempDir private Path folder;

    @AfterEach
    void close() {
        server.close();
        platform.close();
    }

    private Runs runs(RunLog.Settings settings) {
        return new Runs(
                server,
                registration -> {
                    throw new AssertionError("nothing is registered here");
                },
                settings);
    }

    /** Answers as a server does that takes every batch. */
    private Reply answer(Received request) {
        if (request.target().contains("get-by-name")) {
            return new Reply(200, "{\"experiment\":{\"experiment_id\":\"7\"}}");
        }
        if (request.target().endsWith("runs/create")) {
            return new Reply(200, RUN);
        }
        if (request.target().endsWith("log-batch")) {
            batches.add(json(request));
        }
        return new Reply(200, "{}");
    }

    private static JsonNode json(Received request) {
        try {
            return JSON.readTree(request.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Reply refusal(String code, String message) {
        return new Reply(
                400, "{\"error_code\":\"%s\",\"message\":\"%s\"}".formatted(code, message));
    }

    private List<JsonNode> to(String call) {
        return platform.received().stream()
                .filter(request -> request.target().endsWith(call))
                .map(RunsTest::json)
                .toList();
    }

    private List<Double> values() {
        return batches.stream()
                .flatMap(batch -> StreamSupport.stream(batch.path("metrics").spliterator(), false))
                .map(metric -> metric.path("value").asDouble())
                .toList();
    }

    @Test
    void shouldSendWhatWasLoggedTogetherAndEndTheRun() {
        platform.otherwise(this::answer);

        try (Run run = runs(FAST).start(RunStart.in("churn").named("first").partOf("r0"))) {
            run.parameter("depth", 5).metric("auc", 0.93, 3).tag("team", "growth");
        }

        JsonNode created = to("runs/create").get(0);
        assertThat(created.path("experiment_id").asText()).isEqualTo("7");
        assertThat(created.path("run_name").asText()).isEqualTo("first");
        assertThat(created.path("tags").toString()).contains("mlflow.parentRunId", "r0");
        assertThat(batches).hasSize(1);
        assertThat(batches.get(0).path("params").get(0).path("value").asText()).isEqualTo("5");
        assertThat(batches.get(0).path("metrics").get(0).path("step").asLong()).isEqualTo(3);
        assertThat(to("runs/update").get(0).path("status").asText()).isEqualTo("FINISHED");
    }

    @Test
    void shouldSendAThousandEntriesAtMostInTheirOrder() {
        platform.otherwise(this::answer);

        try (Run run = runs(FAST).start("churn")) {
            for (int i = 0; i < 2_500; i++) {
                run.metric("loss", i, i);
            }
            for (int i = 0; i < 150; i++) {
                run.parameter("p" + i, i);
            }
        }

        assertThat(values()).hasSize(2_500).isSorted();
        assertThat(batches)
                .allSatisfy(
                        batch -> {
                            int params = batch.path("params").size();
                            assertThat(params).isLessThanOrEqualTo(100);
                            assertThat(params + batch.path("metrics").size())
                                    .isLessThanOrEqualTo(1_000);
                        });
    }

    @Test
    void shouldSendTheSameAgainAfterAPassingFailure() {
        AtomicInteger failures = new AtomicInteger(3);
        List<String> bodies = new ArrayList<>();
        platform.otherwise(
                request -> {
                    if (request.target().endsWith("log-batch")) {
                        bodies.add(request.body());
                        if (failures.getAndDecrement() > 0) {
                            return new Reply(503, "{}");
                        }
                    }
                    return answer(request);
                });

        try (Run run = runs(FAST).start("churn")) {
            run.metric("auc", 0.5);
        }

        assertThat(bodies).hasSize(4).containsOnly(bodies.get(0));
        assertThat(values()).containsExactly(0.5);
    }

    @Test
    void shouldKeepWhatCannotBeSentForAFurtherFlush() {
        AtomicBoolean isAway = new AtomicBoolean(true);
        platform.otherwise(
                request ->
                        isAway.get() && request.target().endsWith("log-batch")
                                ? new Reply(500, "{}")
                                : answer(request));
        Run run = runs(new RunLog.Settings(100, Duration.ZERO)).start("churn");
        run.metric("auc", 0.5);

        assertThatThrownBy(run::close).isInstanceOf(HeddleException.class);
        isAway.set(false);
        run.close();

        assertThat(values()).contains(0.5);
        assertThat(to("runs/update")).hasSize(1);
    }

    @Test
    void shouldRefuseOneEntryWithoutTheOthers() {
        platform.otherwise(
                request ->
                        request.body().contains("bad*")
                                ? refusal("INVALID_PARAMETER_VALUE", "Invalid value bad*")
                                : answer(request));
        Run run = runs(FAST).start("churn");
        for (int i = 0; i < 100; i++) {
            run.metric(i == 37 ? "bad*" : "good", i);
        }
        run.parameter("depth", 5).tag("bad*too", "x");

        assertThatThrownBy(run::close)
                .hasMessageContaining("2 of the entries of run r1 were refused")
                .hasMessageContaining("Invalid value bad*")
                .asInstanceOf(type(HeddleException.class))
                .extracting(HeddleException::code)
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(values()).hasSize(99).doesNotContain(37.0);
        assertThat(batches.toString()).contains("depth");
        assertThat(to("runs/update").get(0).path("status").asText()).isEqualTo("FINISHED");
        assertThatIllegalStateException().isThrownBy(() -> run.metric("auc", 1));
    }

    @Test
    void shouldLetThreadsWaitThatLogMoreThanCanBeSent() {
        AtomicInteger most = new AtomicInteger();
        AtomicInteger logged = new AtomicInteger();
        platform.otherwise(
                request -> {
                    Reply reply = answer(request);
                    most.accumulateAndGet(logged.get() - values().size(), Math::max);
                    return reply;
                });

        try (Run run = runs(new RunLog.Settings(50, Duration.ofSeconds(5))).start("churn")) {
            for (int i = 0; i < 500; i++) {
                run.metric("loss", i);
                logged.incrementAndGet();
            }
        }

        assertThat(values()).hasSize(500);
        assertThat(most.get()).isLessThanOrEqualTo(50);
    }

    @Test
    void shouldTakeWhatManyThreadsLog() {
        platform.otherwise(this::answer);

        try (Run run = runs(new RunLog.Settings(100, Duration.ofSeconds(5))).start("churn")) {
            CompletableFuture<?>[] threads = new CompletableFuture<?>[8];
            for (int t = 0; t < threads.length; t++) {
                int first = t * 500;
                threads[t] =
                        CompletableFuture.runAsync(
                                () -> {
                                    for (int i = first; i < first + 500; i++) {
                                        run.metric("loss", i, i);
                                    }
                                });
            }
            CompletableFuture.allOf(threads).join();
        }

        assertThat(values()).hasSize(4_000).doesNotHaveDuplicates();
    }

    @Test
    void shouldEndARunAsFailedWhoseBodyThrows() {
        platform.otherwise(this::answer);
        Runs runs = runs(FAST);

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                runs.track(
                                        RunStart.in("churn"),
                                        run -> {
                                            throw new IllegalArgumentException("no rows");
                                        }));

        assertThat(to("runs/update").get(0).path("status").asText()).isEqualTo("FAILED");
        assertThat(batches.toString()).contains("heddle.failure", "no rows");
    }

    @Test
    void shouldTakeTheExperimentOfWhoWasFaster() {
        platform.thenJson(404, "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\",\"message\":\"no\"}");
        platform.thenJson(400, "{\"error_code\":\"RESOURCE_ALREADY_EXISTS\",\"message\":\"yes\"}");
        platform.thenJson(200, "{\"experiment\":{\"experiment_id\":\"9\"}}");

        String id = runs(FAST).experiment("a/b ü");

        assertThat(id).isEqualTo("9");
        assertThat(platform.requests().get(0))
                .isEqualTo(
                        "GET /api/2.0/mlflow/experiments/get-by-name?experiment_name=a%2Fb%20%C3%BC");
    }

    @Test
    void shouldRefuseADeletedExperiment() {
        platform.thenJson(
                200, "{\"experiment\":{\"experiment_id\":\"9\",\"lifecycle_stage\":\"deleted\"}}");

        assertThatThrownBy(() -> runs(FAST).start("old"))
                .hasMessage("experiment 'old' was deleted; restore it first");
    }

    @Test
    void shouldReadRunsAndHistoriesPageByPage() {
        platform.thenJson(200, RUN);
        platform.thenJson(
                200,
                "{\"metrics\":[{\"value\":\"NaN\",\"step\":1,\"timestamp\":5}],\"next_page_token\":\"t+1\"}");
        platform.thenJson(200, "{\"metrics\":[{\"value\":-0.5,\"step\":2,\"timestamp\":6}]}");
        Runs runs = runs(FAST);

        RecordedRun run = runs.get("r1");
        List<MetricPoint> points = runs.history("r1", "auc").toList();

        assertThat(run.parameters()).containsEntry("depth", "5");
        assertThat(run.metrics().get("auc")).isNaN();
        assertThat(run.endedAt()).isEmpty();
        assertThat(points).extracting(MetricPoint::value).containsExactly(Double.NaN, -0.5);
        assertThat(platform.requests().get(2)).contains("page_token=t%2B1");
    }

    @Test
    void shouldSendAndFetchFiles() throws IOException {
        platform.thenJson(200, RUN).thenJson(200, "{}").thenJson(200, "{}");
        platform.thenJson(200, "hello");
        Path plots = Files.createDirectory(folder.resolve("plots"));
        Files.writeString(plots.resolve("a b.txt"), "hello");
        Artifacts artifacts = runs(FAST).artifactsOf("r1");

        artifacts.upload(plots, "in");
        artifacts.upload("ü+.bin", UploadContent.of(new byte[] {'x'}));
        Path fetched = artifacts.download("in/plots/a b.txt", folder.resolve("down"));

        assertThat(fetched).hasContent("hello").hasFileName("a b.txt");
        assertThat(folder.resolve("down/in/plots")).isDirectoryContaining("glob:**a b.txt");
        assertThat(platform.requests().subList(1, 4))
                .containsExactly(
                        "PUT /api/2.0/mlflow-artifacts/artifacts/7/r1/artifacts/in/plots/a%20b.txt",
                        "PUT /api/2.0/mlflow-artifacts/artifacts/7/r1/artifacts/%C3%BC%2B.bin",
                        "GET /api/2.0/mlflow-artifacts/artifacts/7/r1/artifacts/in/plots/a%20b.txt");
        assertThat(platform.received().get(1).body()).isEqualTo("hello");
    }

    @Test
    void shouldWriteNothingOutsideTheFolder() {
        platform.thenJson(200, RUN);
        Artifacts artifacts = runs(FAST).artifactsOf("r1");

        assertThatThrownBy(() -> artifacts.download("../x", folder))
                .hasMessageContaining("does not stay below a folder");
    }

    @Test
    void shouldLogFromAPlatformsClient() {
        platform.otherwise(this::answer);

        try (Heddle heddle = Heddle.connect(platform.uri(), "secret");
                Run run = heddle.runs().start("churn")) {
            run.metric("auc", Double.POSITIVE_INFINITY);
        }

        assertThat(platform.received())
                .allSatisfy(
                        request -> assertThat(request.authorization()).isEqualTo("Bearer secret"));
        assertThat(values()).containsExactly(Double.POSITIVE_INFINITY);
    }
}
