package dev.heddle.platform.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.platform.PlatformProcess;
import dev.heddle.platform.clients.TrackingCalls.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of MLflow's protocol that want the same at once, and some that want no good. */
class TrackingRacesIT {
    private static final int CLIENTS = 8;

    private static PlatformProcess platform;
    private static TrackingCalls calls;

    @BeforeAll
    static void start(@TempDir Path folder) {
        platform = PlatformProcess.dev(folder);
        calls = new TrackingCalls(platform.url());
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    private interface Request {
        Answer send(int client) throws IOException;
    }

    /** What many clients are answered who ask at the same moment. */
    private static List<Answer> atOnce(Request request) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            CyclicBarrier together = new CyclicBarrier(CLIENTS);
            List<Future<Answer>> answers = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                answers.add(
                        clients.submit(
                                () -> {
                                    together.await(60, TimeUnit.SECONDS);
                                    return sendUntilThereIsRoom(request, number);
                                }));
            }
            List<Answer> all = new ArrayList<>();
            for (Future<Answer> answer : answers) {
                all.add(answer.get(60, TimeUnit.SECONDS));
            }
            return all;
        } finally {
            clients.shutdownNow();
        }
    }

    /** As MLflow's client does, which waits and sends again what was too much at once. */
    private static Answer sendUntilThereIsRoom(Request request, int client) throws IOException {
        Answer answer = request.send(client);
        for (int i = 0; i < 1_000 && answer.status() == 429; i++) {
            answer = request.send(client);
        }
        return answer;
    }

    private static void assertOneWinner(List<Answer> answers, String errorCode) {
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .allSatisfy(
                        answer -> {
                            assertThat(answer.status()).isEqualTo(400);
                            assertThat(answer.errorCode()).isEqualTo(errorCode);
                        });
    }

    @Test
    void shouldGiveANameToOneClient() throws Exception {
        for (int i = 0; i < 5; i++) {
            Map<String, String> name = Map.of("name", "wanted-" + i);

            assertOneWinner(
                    atOnce(client -> calls.post("experiments/create", name)),
                    "RESOURCE_ALREADY_EXISTS");
            assertOneWinner(
                    atOnce(client -> calls.post("registered-models/create", name)),
                    "RESOURCE_ALREADY_EXISTS");
        }
    }

    @Test
    void shouldGiveANameToOneOfThoseThatAreRenamed() throws Exception {
        List<String> experiments = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            experiments.add(calls.createExperiment("before-" + i));
            calls.post("registered-models/create", Map.of("name", "before-" + i)).taken();
        }

        assertOneWinner(
                atOnce(
                        client ->
                                calls.post(
                                        "experiments/update",
                                        Map.of(
                                                "experiment_id",
                                                experiments.get(client),
                                                "new_name",
                                                "after"))),
                "RESOURCE_ALREADY_EXISTS");
        assertOneWinner(
                atOnce(
                        client ->
                                calls.post(
                                        "registered-models/rename",
                                        Map.of("name", "before-" + client, "new_name", "after"))),
                "RESOURCE_ALREADY_EXISTS");
    }

    @Test
    void shouldCountVersionsWithoutAGap() throws Exception {
        JsonNode run = calls.createRun(calls.createExperiment("of versions"));
        String id = run.get("run_id").asText();
        calls.upload(
                run.get("artifact_uri").asText(),
                "model/a.txt",
                "content".getBytes(StandardCharsets.UTF_8));
        calls.post("registered-models/create", Map.of("name", "counted")).taken();
        Map<String, String> version =
                Map.of("name", "counted", "source", "runs:/" + id + "/model", "run_id", id);

        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            for (Answer answer : atOnce(client -> calls.post("model-versions/create", version))) {
                numbers.add(answer.taken().at("/model_version/version").asInt());
            }
        }

        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 3 * CLIENTS).boxed().toList());
        shouldSetAnAliasForOneAfterTheOther();
    }

    private static void shouldSetAnAliasForOneAfterTheOther() throws Exception {
        List<Answer> answers =
                atOnce(
                        client ->
                                calls.post(
                                        "registered-models/alias",
                                        Map.of(
                                                "name", "counted",
                                                "alias", "champion",
                                                "version", String.valueOf(client + 1))));

        assertThat(answers).allSatisfy(Answer::taken);
        int named =
                calls.get("registered-models/alias", Map.of("name", "counted", "alias", "champion"))
                        .taken()
                        .at("/model_version/version")
                        .asInt();
        assertThat(named).isBetween(1, CLIENTS);
        JsonNode aliases =
                calls.get("registered-models/get", Map.of("name", "counted"))
                        .taken()
                        .at("/registered_model/aliases");
        assertThat(aliases).hasSize(1);
        assertThat(aliases.get(0).get("version").asInt()).isEqualTo(named);
    }

    @Test
    void shouldKeepTheFirstValueOfAParameter() throws Exception {
        String run = newRun("parameters at once");

        List<Answer> answers =
                atOnce(
                        client ->
                                calls.post(
                                        "runs/log-parameter",
                                        Map.of(
                                                "run_id",
                                                run,
                                                "key",
                                                "depth",
                                                "value",
                                                String.valueOf(client))));
        List<Answer> same =
                atOnce(
                        client ->
                                calls.post(
                                        "runs/log-parameter",
                                        Map.of("run_id", run, "key", "same", "value", "1")));

        assertOneWinner(answers, "INVALID_PARAMETER_VALUE");
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .allSatisfy(
                        answer ->
                                assertThat(answer.message())
                                        .startsWith("Changing param values is not allowed"));
        assertThat(same).allSatisfy(Answer::taken);
    }

    @Test
    void shouldTakeBatchesWhoseNamesAreInOppositeOrders() throws Exception {
        String run = newRun("opposite orders");
        List<String> names = IntStream.range(0, 50).mapToObj(i -> "name" + i).toList();

        for (int round = 0; round < 5; round++) {
            int step = round;
            List<Answer> answers =
                    atOnce(
                            client -> {
                                List<String> ordered = new ArrayList<>(names);
                                if (client % 2 == 1) {
                                    Collections.reverse(ordered);
                                }
                                return calls.post(
                                        "runs/log-batch",
                                        Map.of(
                                                "run_id",
                                                run,
                                                "metrics",
                                                ordered.stream()
                                                        .map(
                                                                name ->
                                                                        Map.of(
                                                                                "key", name,
                                                                                "value", client,
                                                                                "timestamp", client,
                                                                                "step", step))
                                                        .toList(),
                                                "params",
                                                pairs(ordered, "same"),
                                                "tags",
                                                pairs(ordered, String.valueOf(client))));
                            });
            assertThat(answers).allSatisfy(Answer::taken);
        }

        JsonNode metrics =
                calls.get("runs/get", Map.of("run_id", run)).taken().at("/run/data/metrics");
        assertThat(metrics)
                .hasSize(50)
                .allSatisfy(
                        metric -> {
                            assertThat(metric.get("step").asInt()).isEqualTo(4);
                            assertThat(metric.get("value").asDouble()).isEqualTo(CLIENTS - 1.0);
                        });
    }

    private static List<Map<String, String>> pairs(List<String> keys, String value) {
        return keys.stream().map(key -> Map.of("key", key, "value", value)).toList();
    }

    private static String newRun(String experiment) throws IOException {
        return calls.createRun(calls.createExperiment(experiment)).get("run_id").asText();
    }

    static Stream<Arguments> hostile() {
        String nul = "a\\u0000b";
        String half = "a\\ud800b";
        return Stream.of(
                        Map.entry("experiments/create", "{\"name\": \"" + nul + "\"}"),
                        Map.entry("experiments/create", "{\"name\": \"" + half + "\"}"),
                        Map.entry("registered-models/create", "{\"name\": \"" + nul + "\"}"),
                        Map.entry("runs/set-tag", pair("k", nul)),
                        Map.entry("runs/set-tag", pair(nul, "v")),
                        Map.entry("runs/set-tag", pair("k", half)),
                        Map.entry("runs/log-parameter", pair("k", nul)),
                        Map.entry("runs/log-batch", batch("params", nul)),
                        Map.entry("runs/log-batch", batch("tags", nul)),
                        Map.entry("runs/log-batch", batch("tags", half)),
                        Map.entry("runs/search", search("tags.a = '" + nul + "'")),
                        Map.entry("runs/search", search("(".repeat(100_000))),
                        Map.entry("runs/search", search("metrics.a > 1 AND ".repeat(500) + "1")),
                        Map.entry("runs/search", search("params.a = '" + "x".repeat(10))),
                        Map.entry("runs/log-metric", metric("1", "99999999999999999999")),
                        Map.entry("runs/log-metric", metric("\"x\"", "1")),
                        Map.entry("runs/log-metric", "[".repeat(100_000)),
                        Map.entry("runs/log-batch", "{\"run_id\": " + "[".repeat(100_000)),
                        Map.entry("runs/create", "{\"experiment_id\": \"" + "9".repeat(30) + "\"}"),
                        Map.entry("runs/create", "{\"experiment_id\": 0.5}"),
                        Map.entry(
                                "experiments/search",
                                "{\"max_results\": 5, \"page_token\": \"" + nul + "\"}"))
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    private static String pair(String key, String value) {
        return "{\"run_id\": \"RUN\", \"key\": \"%s\", \"value\": \"%s\"}".formatted(key, value);
    }

    private static String batch(String kind, String value) {
        return "{\"run_id\": \"RUN\", \"%s\": [{\"key\": \"k\", \"value\": \"%s\"}]}"
                .formatted(kind, value);
    }

    private static String search(String filter) {
        return "{\"experiment_ids\": [\"0\"], \"filter\": \"%s\"}".formatted(filter);
    }

    private static String metric(String value, String timestamp) {
        return "{\"run_id\": \"RUN\", \"key\": \"k\", \"value\": %s, \"timestamp\": %s}"
                .formatted(value, timestamp);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void shouldRefuseWhatIsHostile(String path, String body) throws IOException {
        JsonNode run = calls.createRun("0");

        Answer answer =
                calls.post(
                        path,
                        body.replace("RUN", run.get("run_id").asText())
                                .getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).as("%s", answer.json()).isBetween(400, 499);
        assertThat(answer.errorCode()).isNotEmpty();
        assertThat(answer.message()).isNotEmpty();
    }

    @Test
    void shouldRefuseBytesThatAreNoTextAndBodiesThatAreTooLarge() throws IOException {
        byte[] noText = {'{', '"', 'n', '"', ':', '"', (byte) 0xff, (byte) 0xfe, '"', '}'};

        assertThat(calls.post("experiments/create", noText).status()).isEqualTo(400);
        assertThat(calls.post("runs/log-batch", new byte[2_000_000]).status()).isBetween(400, 499);
    }
}
