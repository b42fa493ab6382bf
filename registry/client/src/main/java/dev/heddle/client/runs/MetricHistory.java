package dev.heddle.client.runs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.MlflowServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the values that metrics have had. */
final class MetricHistory {
    private static final int POINTS = 25_000;

    /** So many ids fit into an address. */
    private static final int AT_ONCE = 50;

    private final MlflowServer server;

    MetricHistory(MlflowServer server) {
        this.server = server;
    }

    Stream<MetricPoint> all(String runId, String metric) {
        Map<String, String> parameters =
                Map.of(
                        "run_id", runId,
                        "metric_key", metric,
                        "max_results", String.valueOf(POINTS));
        return server.list("metrics/get-history", parameters, "metrics")
                .map(point -> point(metric, point));
    }

    Map<String, List<MetricPoint>> sample(List<String> runIds, String metric, int points) {
        Map<String, List<MetricPoint>> sampled = new HashMap<>();
        for (int from = 0; from < runIds.size(); from += AT_ONCE) {
            List<String> some = runIds.subList(from, Math.min(from + AT_ONCE, runIds.size()));
            for (JsonNode point : sampled(some, metric, points)) {
                sampled.computeIfAbsent(point.path("run_id").asText(), id -> new ArrayList<>())
                        .add(point(metric, point));
            }
        }
        return sampled;
    }

    private JsonNode sampled(List<String> runIds, String metric, int points) {
        String call =
                MlflowServer.encoded(
                        "/api/2.0/mlflow/metrics/get-history-bulk-interval?metric_key=", metric);
        String runs =
                runIds.stream()
                        .map(id -> MlflowServer.encoded("&run_ids=", id))
                        .collect(Collectors.joining());
        return server.get(call + "&max_results=" + points + runs, Map.of()).path("metrics");
    }

    private static MetricPoint point(String metric, JsonNode point) {
        return new MetricPoint(
                metric,
                point.path("value").asDouble(),
                point.path("step").asLong(),
                Instant.ofEpochMilli(point.path("timestamp").asLong()));
    }
}
