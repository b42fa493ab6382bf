package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What endpoints do beside answering, and MLflow's protocol, on the process as it is shipped. */
class EndpointSettingsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SETTINGS = "/api/v1/endpoints/doubler/settings";

    @TempDir private Path folder;

    @Test
    void shouldRememberAnswersAndLogCallsThatOutliveAKill() throws IOException {
        try (PlatformProcess platform = start(Map.of())) {
            assertThat(
                            platform.send(
                                            "PATCH",
                                            SETTINGS,
                                            "{\"cacheBytes\": 65536, \"logShare\": 1}")
                                    .body())
                    .contains("\"cacheBytes\":65536");
            platform.await("settings are seen", () -> calledFromCache(platform));

            predict(platform, "{\"value\": 21}");
            predict(platform, "{\"value\": 21}");
            predict(platform, "{\"value\": \"x\"}");
            platform.send("POST", "/models/doubler/invocations", "{\"inputs\": [{\"value\": 4}]}");

            assertThat(metric(platform, "nv_cache_num_hits_per_model")).isGreaterThanOrEqualTo(2);
            platform.await(
                    "calls are logged",
                    () -> metric(platform, "heddle_inference_log_written_total") >= 6);
            assertThat(metric(platform, "heddle_cache_bytes")).isPositive();
            platform.kill();
        }
        try (PlatformProcess platform = start(Map.of())) {
            platform.await("the log is finished", () -> !lines().isEmpty());
        }

        List<JsonNode> lines = lines();
        assertThat(lines)
                .anySatisfy(
                        line -> {
                            assertThat(line.path("inputs")).hasToString("[{\"value\":21.0}]");
                            assertThat(line.path("outputs")).hasToString("[{\"doubled\":42.0}]");
                            assertThat(line.path("cached").asBoolean()).isFalse();
                            assertThat(line.path("version").asInt()).isEqualTo(1);
                        })
                .anyMatch(line -> line.path("cached").asBoolean())
                .anyMatch(line -> line.path("protocol").asText().equals("mlflow"))
                .anyMatch(line -> line.path("error").path("code").asText().equals("INVALID_INPUT"));
        assertThat(lines).extracting(line -> line.path("id").asText()).doesNotHaveDuplicates();
    }

    @Test
    void shouldSpeakMlflowsScoringProtocol() {
        try (PlatformProcess platform =
                start(Map.of("HEDDLE_SERVING_INVOCATIONS_ENDPOINT", "doubler"))) {
            for (String root : List.of("/models/doubler", "")) {
                assertThat(platform.get(root + "/ping").statusCode()).isEqualTo(200);
                assertThat(platform.get(root + "/health").body()).isEqualTo("\n");
                assertThat(platform.get(root + "/version").body()).matches("\\d+\\.\\d+\\.\\d+");
                assertThat(
                                invoke(
                                                platform,
                                                root,
                                                "{\"dataframe_split\": {\"columns\": [\"value\"],"
                                                        + " \"data\": [[1], [2]]}}",
                                                "application/json; charset=utf-8")
                                        .body())
                        .isEqualTo("{\"predictions\":[{\"doubled\":2.0},{\"doubled\":4.0}]}");
                assertThat(invoke(platform, root, "value\n1\n2\n", "text/csv").body())
                        .isEqualTo("{\"predictions\":[{\"doubled\":2.0},{\"doubled\":4.0}]}");
                HttpResponse<String> refused =
                        invoke(platform, root, "{\"inputs\": \"x\"}", "application/json");
                assertThat(refused.statusCode()).isEqualTo(400);
                assertThat(refused.body())
                        .isEqualTo(
                                "{\"error_code\":\"BAD_REQUEST\",\"message\":"
                                        + "\"inputs: expected a number, got string \\\"x\\\"\"}");
                assertThat(invoke(platform, root, "x", "text/plain").statusCode()).isEqualTo(415);
            }
            assertThat(platform.get("/models/nobody/ping").statusCode()).isEqualTo(404);
            assertThat(invoke(platform, "/models/nobody", "{}", "application/json").body())
                    .contains("RESOURCE_DOES_NOT_EXIST", "nobody");
        }
    }

    private PlatformProcess start(Map<String, String> environment) {
        PlatformProcess platform =
                PlatformProcess.run(folder, environment, "dev", "--port", "0").awaitReady();
        DoublerPackage doubler = new DoublerPackage("one");
        doubler.upload(platform);
        doubler.register(platform, "doubler");
        platform.await(
                "it is served", () -> predict(platform, "{\"value\": 1}").statusCode() == 200);
        return platform;
    }

    private static boolean calledFromCache(PlatformProcess platform) {
        predict(platform, "{\"value\": 1}");
        return metric(platform, "nv_cache_num_hits_per_model") > 0;
    }

    private static HttpResponse<String> predict(PlatformProcess platform, String body) {
        return platform.send("POST", "/models/doubler/predict", body);
    }

    private static HttpResponse<String> invoke(
            PlatformProcess platform, String root, String body, String type) {
        return platform.send("POST", root + "/invocations", body, "Content-Type", type);
    }

    private static double metric(PlatformProcess platform, String name) {
        Matcher value =
                Pattern.compile("(?m)^" + name + "(\\{.*})? (\\S+)$")
                        .matcher(platform.get("/metrics").body());
        return value.find() ? Double.parseDouble(value.group(2)) : 0;
    }

    private List<JsonNode> lines() {
        List<JsonNode> lines = new ArrayList<>();
        Path log = folder.resolve(".heddle").resolve("inference-log").resolve("doubler");
        try (Stream<Path> files = Files.walk(log)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    lines.add(JSON.readTree(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }
}
