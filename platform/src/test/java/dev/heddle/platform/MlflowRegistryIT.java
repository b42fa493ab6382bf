package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MLflow's artifacts and registered models on the process as it is shipped. */
class MlflowRegistryIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILES = "/api/2.0/mlflow-artifacts/artifacts/";
    private static final String PARTS = "/api/2.0/mlflow-artifacts/mpu/";
    private static final String MLFLOW = "/api/2.0/mlflow/";

    @TempDir private static Path folder;
    private static PlatformProcess platform;

    @BeforeAll
    static void start() {
        platform =
                PlatformProcess.run(
                                folder,
                                // Uploads of artifacts are bounded by another limit.
                                Map.of(
                                        "HEDDLE_HTTP_MAX_BODY_BYTES",
                                        "65536",
                                        "HEDDLE_REGISTRY_MAX_FILE_BYTES",
                                        "4000000"),
                                "dev",
                                "--port",
                                "0")
                        .awaitReady();
        DoublerPackage doubler = new DoublerPackage("mlflow");
        doubler.upload(platform);
        assertThat(doubler.register(platform, "original").statusCode()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void shouldTakeAndGiveFilesAsStreams() {
        byte[] content = new byte[1 << 20];
        new Random(1).nextBytes(content);

        assertThat(put("1/run/artifacts/a b/gr%C3%B6%C3%9Fe.bin", content)).isEqualTo(200);

        HttpResponse<String> head =
                platform.send("HEAD", FILES + "1/run/artifacts/a%20b/gr%C3%B6%C3%9Fe.bin", "");
        assertThat(head.headers().firstValue("Content-Length")).hasValue("1048576");
        assertThat(head.headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(
                        value ->
                                assertThat(value)
                                        .startsWith("attachment; ")
                                        .endsWith("filename*=UTF-8''gr%C3%B6%C3%9Fe.bin"));
        JsonNode listed =
                json(
                        platform.get(
                                "/api/2.0/mlflow-artifacts/artifacts?path=1/run/artifacts/a%20b"));
        assertThat(listed)
                .hasToString(
                        "{\"files\":[{\"path\":\"größe.bin\",\"is_dir\":false,\"file_size\":1048576}]}");
    }

    @Test
    void shouldGiveRanges() {
        put("1/ranges/text", bytes("0123456789"));

        assertThat(range("bytes=2-4").statusCode()).isEqualTo(206);
        assertThat(range("bytes=2-4").body()).isEqualTo("234");
        assertThat(range("bytes=2-4").headers().firstValue("Content-Range"))
                .hasValue("bytes 2-4/10");
        assertThat(range("bytes=-3").body()).isEqualTo("789");
        assertThat(range("bytes=10-").statusCode()).isEqualTo(416);
        assertThat(range("bytes=10-").headers().firstValue("Content-Range")).hasValue("bytes */10");
        assertThat(range("bytes=1-2,4-5").body()).isEqualTo("0123456789");
        String tag =
                platform.get(FILES + "1/ranges/text").headers().firstValue("ETag").orElseThrow();
        assertThat(
                        platform.send("GET", FILES + "1/ranges/text", "", "If-None-Match", tag)
                                .statusCode())
                .isEqualTo(304);
    }

    private static HttpResponse<String> range(String range) {
        return platform.send("GET", FILES + "1/ranges/text", "", "Range", range);
    }

    @Test
    void shouldRefuseHostilePaths() {
        for (String path :
                List.of(
                        "1/%252e%252e/%252e%252e/etc/passwd",
                        "1/a%5c..%5cb",
                        "1/a%00b",
                        "1/a%23b",
                        "C:/windows",
                        "file:%2F%2F%2Fetc/passwd",
                        "1/" + "a".repeat(2_001))) {
            HttpResponse<String> answer = platform.send("PUT", FILES + path, bytes("x"), "A", "b");
            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(json(answer).path("message").asText()).isEqualTo("Invalid path");
            assertThat(json(answer).path("error_code").asText())
                    .isEqualTo("INVALID_PARAMETER_VALUE");
        }
        // What a server resolves before anybody sees it stays inside.
        for (String path : List.of("../../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd")) {
            assertThat(raw("GET " + FILES + path, "Accept: */*")).as(path).contains(" 404 ");
        }
        assertThat(json(platform.get(FILES + "none")).path("message").asText())
                .isEqualTo("No such artifact: 'none'");
    }

    @Test
    void shouldBoundFiles() {
        assertThat(raw("PUT " + FILES + "1/large", "Content-Length: 4000001")).contains(" 413 ");
        assertThat(put("1/large", new byte[4_000_000])).isEqualTo(200);
    }

    @Test
    void shouldTakeAFileInParts() {
        JsonNode begun =
                json(
                        platform.send(
                                "POST",
                                PARTS + "create/1/run/artifacts/parts",
                                "{\"path\": \"C:\\\\data\\\\x.bin\", \"num_parts\": 2}",
                                "Authorization",
                                "Bearer mine"));
        StringBuilder parts = new StringBuilder();
        for (JsonNode credential : begun.path("credentials")) {
            assertThat(credential.path("headers").path("Authorization").asText())
                    .isEqualTo("Bearer mine");
            String path = java.net.URI.create(credential.path("url").asText()).getPath();
            byte[] part = bytes("part " + credential.path("part_number").asInt() + ";");
            HttpResponse<String> stored = platform.send("PUT", path, part, "A", "b");
            parts.append(parts.isEmpty() ? "" : ",")
                    .append(
                            JSON.createObjectNode()
                                    .put("part_number", credential.path("part_number").asInt())
                                    .put(
                                            "etag",
                                            stored.headers().firstValue("ETag").orElseThrow()));
        }
        String complete =
                "{\"path\": \"/data/x.bin\", \"upload_id\": \"%s\", \"parts\": [%s]}"
                        .formatted(begun.path("upload_id").asText(), parts);

        assertThat(
                        platform.send("POST", PARTS + "complete/1/run/artifacts/parts", complete)
                                .statusCode())
                .isEqualTo(200);

        assertThat(platform.get(FILES + "1/run/artifacts/parts/x.bin").body())
                .isEqualTo("part 1;part 2;");
        JsonNode address =
                json(
                        platform.get(
                                "/api/2.0/mlflow-artifacts/presigned/1/run/artifacts/parts/x.bin"));
        assertThat(address.path("file_size").asInt()).isEqualTo(14);
        assertThat(address.path("url").asText()).endsWith("/1/run/artifacts/parts/x.bin");
    }

    @Test
    void shouldServeWhatIsRegisteredFromArtifacts() {
        post("registered-models/create", "{\"name\": \"doppler ü\"}");
        post(
                "model-versions/create",
                "{\"name\": \"doppler ü\", \"source\": \"models:/original/1\"}");

        platform.await("it answers", () -> predict("doppler%20%C3%BC").statusCode() == 200);
        assertThat(predict("doppler%20%C3%BC").body()).contains("42");
        assertThat(predict("doppler%20%C3%BC/versions/1").statusCode()).isEqualTo(200);

        post(
                "registered-models/alias",
                "{\"name\": \"doppler ü\", \"alias\": \"champion\", \"version\": \"1\"}");
        assertThat(json(platform.get("/api/v1/models/doppler%20%C3%BC")).path("aliases"))
                .hasToString("{\"champion\":1}");
        assertThat(
                        platform.send(
                                        "PUT",
                                        "/api/v1/models/doppler%20%C3%BC/versions/1/tags/a%2Fb%20c",
                                        "{\"value\": \"d\"}")
                                .statusCode())
                .isEqualTo(200);
        assertThat(
                        json(platform.get(
                                        MLFLOW
                                                + "model-versions/search?filter=tags.%60a%2Fb+c%60%3D%27d%27"))
                                .findValuesAsText("name"))
                .containsExactly("doppler ü");

        post("registered-models/rename", "{\"name\": \"doppler ü\", \"new_name\": \"renamed\"}");
        platform.await("the new name answers", () -> predict("renamed").statusCode() == 200);
        platform.await(
                "the old one is gone", () -> predict("doppler%20%C3%BC").statusCode() == 404);
        platform.await(
                "with its versions",
                () -> predict("doppler%20%C3%BC/versions/1").statusCode() == 404);

        delete("model-versions/delete", "{\"name\": \"renamed\", \"version\": \"1\"}");
        platform.await("it serves nothing", () -> predict("renamed").statusCode() == 503);
        delete("registered-models/delete", "{\"name\": \"renamed\"}");
        platform.await("it is gone", () -> predict("renamed").statusCode() == 404);
    }

    @Test
    void shouldSayWhatAModelOfAnotherFlavorNeeds() {
        put(
                "1/run/artifacts/sk/MLmodel",
                bytes("flavors: {sklearn: {a: b}, python_function: {c: d}}"));
        post("registered-models/create", "{\"name\": \"fraud\"}");
        post(
                "model-versions/create",
                "{\"name\": \"fraud\", \"source\": \"mlflow-artifacts:/1/run/artifacts/sk\"}");

        for (String path :
                List.of(
                        "/models/fraud/predict",
                        "/models/fraud/versions/1/predict",
                        "/models/fraud/invocations",
                        "/v2/models/fraud/infer",
                        "/v2/models/fraud/versions/1/infer")) {
            HttpResponse<String> answer = platform.send("POST", path, "{}");
            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(answer.body())
                    .as(path)
                    .contains("fraud@1 cannot be called", "sklearn", "needs a Python worker");
        }
        assertThat(platform.send("POST", "/models/nothing/predict", "{}").statusCode())
                .isEqualTo(404);
        assertThat(json(platform.get("/api/v1/models/fraud/versions/1")).path("problem").asText())
                .contains("Python worker");
    }

    @Test
    void shouldSayWhatItIs() {
        assertThat(platform.get("/health").body()).isEqualTo("OK");
        assertThat(platform.get("/version").body()).startsWith("3.");
        assertThat(platform.get("/api/3.0/mlflow/server-info").statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> predict(String model) {
        return platform.send("POST", "/models/" + model + "/predict", "{\"value\": 21}");
    }

    private static void post(String path, String body) {
        HttpResponse<String> answer = platform.send("POST", MLFLOW + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void delete(String path, String body) {
        HttpResponse<String> answer = platform.send("DELETE", MLFLOW + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static int put(String path, byte[] content) {
        return platform.send(
                        "PUT",
                        FILES + path.replace(" ", "%20"),
                        content,
                        "Content-Type",
                        "application/octet-stream")
                .statusCode();
    }

    /** The status line that a request gets that no client would send as it is. */
    private static String raw(String request, String header) {
        try (Socket socket = new Socket(platform.url().getHost(), platform.url().getPort())) {
            socket.getOutputStream()
                    .write(
                            bytes(
                                    request
                                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                            + header
                                            + "\r\n\r\n"));
            return new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(answer.body(), e);
        }
    }
}
