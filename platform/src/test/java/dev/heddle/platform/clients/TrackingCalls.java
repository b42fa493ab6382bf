package dev.heddle.platform.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** MLflow's protocol over plain HTTP, with nothing between a test and the wire. */
final class TrackingCalls {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI url;
    private final HttpClient client = HttpClient.newHttpClient();

    TrackingCalls(URI url) {
        this.url = url;
    }

    /** An answer: its status, and its JSON. */
    record Answer(int status, JsonNode json) {
        /** The answer of a request that was taken. */
        JsonNode taken() {
            assertThat(status).as("%s", json).isEqualTo(200);
            return json;
        }

        String errorCode() {
            return json.path("error_code").asText();
        }

        String message() {
            return json.path("message").asText();
        }
    }

    Answer post(String path, Object body) throws IOException {
        return send("POST", path, bytes(body));
    }

    /** Sends what may be no JSON at all. */
    Answer post(String path, byte[] body) throws IOException {
        return send("POST", path, body);
    }

    Answer get(String path, Map<String, String> query) throws IOException {
        StringBuilder asked = new StringBuilder();
        query.forEach(
                (name, value) ->
                        asked.append(asked.isEmpty() ? '?' : '&')
                                .append(name)
                                .append('=')
                                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return send("GET", path + asked, new byte[0]);
    }

    /** Puts a file where a run keeps its own. */
    void upload(String artifactUri, String path, byte[] content) throws IOException {
        String below = artifactUri.substring("mlflow-artifacts:/".length());
        Answer answer =
                send("PUT", "/api/2.0/mlflow-artifacts/artifacts/" + below + "/" + path, content);
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
    }

    String createExperiment(String name) throws IOException {
        return post("experiments/create", Map.of("name", name))
                .taken()
                .get("experiment_id")
                .asText();
    }

    /** Makes a run; its {@code info}. */
    JsonNode createRun(String experiment) throws IOException {
        return post("runs/create", Map.of("experiment_id", experiment)).taken().at("/run/info");
    }

    private Answer send(String method, String path, byte[] body) throws IOException {
        String whole = path.startsWith("/") ? path : "/api/2.0/mlflow/" + path;
        HttpRequest request =
                HttpRequest.newBuilder(url.resolve(whole))
                        .timeout(Duration.ofSeconds(60))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body.length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body))
                        .build();
        try {
            HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), json(answer.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(byte[] body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(new String(body, StandardCharsets.UTF_8));
        }
    }

    private static byte[] bytes(Object body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
