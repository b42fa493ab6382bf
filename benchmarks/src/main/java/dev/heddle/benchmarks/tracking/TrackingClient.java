package dev.heddle.benchmarks.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls of MLflow's protocol that are measured, over one connection. For one thread. */
final class TrackingClient implements AutoCloseable {
    private static final String PREFIX = "/api/2.0/mlflow/";
    private static final int HISTORY_PAGE = 25_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection connection;

    TrackingClient(URI server) {
        this.connection = new Connection(server);
    }

    Answer get(String call) throws IOException {
        return connection.get(PREFIX + call);
    }

    Answer post(String call, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        return connection.post(PREFIX + call, bytes, bytes.length);
    }

    Answer logBatch(PointBatch batch, long firstStep) throws IOException {
        byte[] body = batch.from(firstStep);
        return connection.post(PREFIX + "runs/log-batch", body, batch.length());
    }

    /** The experiment of that name, if there is one. */
    Optional<JsonNode> experiment(String name) throws IOException {
        Answer answer = get("experiments/get-by-name?experiment_name=" + encoded(name));
        return answer.status() == 404
                ? Optional.empty()
                : Optional.of(answer.json().get("experiment"));
    }

    String createExperiment(String name) throws IOException {
        return post("experiments/create", Map.of("name", name))
                .json()
                .get("experiment_id")
                .textValue();
    }

    String createRun(String experiment, String name, Map<String, String> tags) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("experiment_id", experiment);
        body.put("run_name", name);
        body.put("start_time", SampleRuns.START_MILLIS);
        body.put("tags", pairs(tags));
        return post("runs/create", body).json().at("/run/info/run_id").textValue();
    }

    Answer search(Map<String, Object> request) throws IOException {
        return post("runs/search", request);
    }

    Answer chart(String run, String metric, int points) throws IOException {
        return get(
                "metrics/get-history-bulk-interval?run_ids="
                        + run
                        + "&metric_key="
                        + metric
                        + "&max_results="
                        + points);
    }

    /** Every point of a metric, page by page. */
    List<JsonNode> history(String run, String metric) throws IOException {
        List<JsonNode> points = new ArrayList<>();
        String token = "";
        do {
            JsonNode page =
                    get("metrics/get-history?run_id="
                                    + run
                                    + "&metric_key="
                                    + metric
                                    + "&max_results="
                                    + HISTORY_PAGE
                                    + (token.isEmpty() ? "" : "&page_token=" + encoded(token)))
                            .json();
            page.path("metrics").forEach(points::add);
            token = page.path("next_page_token").asText("");
        } while (!token.isEmpty());
        return points;
    }

    static List<Map<String, String>> pairs(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> Map.of("key", entry.getKey(), "value", entry.getValue()))
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
