package dev.heddle.benchmarks.tracking;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Fills a server by calls, as clients would. */
final class RestFilling implements Filling {
    private static final int CLIENTS = 8;

    private final DatabaseScript database;

    RestFilling(DatabaseScript database) {
        this.database = database;
    }

    @Override
    public void fill(URI server, String experiment, String history, SampleRuns runs, int points)
            throws Exception {
        long begin = System.nanoTime();
        List<Callable<Void>> parts = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            int first = client;
            parts.add(
                    () -> {
                        logRuns(server, experiment, runs, first);
                        return null;
                    });
        }
        Clients.run(parts);
        System.err.printf(
                "%,.0f runs/s created and logged by %d clients%n",
                runs.count() / ((System.nanoTime() - begin) / 1e9), CLIENTS);
        logHistory(server, history, points);
        database.run(Optional.empty());
    }

    private static void logRuns(URI server, String experiment, SampleRuns runs, int first)
            throws IOException {
        try (TrackingClient client = new TrackingClient(server)) {
            for (int run = first; run < runs.count(); run += CLIENTS) {
                String id = client.createRun(experiment, runs.name(run), runs.tags(run));
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("run_id", id);
                body.put("metrics", points(runs.metrics(run)));
                body.put("params", TrackingClient.pairs(runs.params(run)));
                client.post("runs/log-batch", body).json();
            }
        }
    }

    private static List<Map<String, Object>> points(Map<String, Double> metrics) {
        List<Map<String, Object>> points = new ArrayList<>();
        metrics.forEach(
                (key, value) -> {
                    Map<String, Object> point = new TreeMap<>();
                    point.put("key", key);
                    point.put("value", value);
                    point.put("timestamp", SampleRuns.START_MILLIS);
                    point.put("step", 0);
                    points.add(point);
                });
        return points;
    }

    private static void logHistory(URI server, String experiment, int points) throws IOException {
        try (TrackingClient client = new TrackingClient(server)) {
            String run = client.createRun(experiment, LongHistory.RUN, Map.of());
            for (int from = 0; from < points; from += PointBatch.POINTS) {
                List<Map<String, Object>> batch = new ArrayList<>();
                for (int step = from; step < Math.min(points, from + PointBatch.POINTS); step++) {
                    Map<String, Object> point = new TreeMap<>();
                    point.put("key", LongHistory.METRIC);
                    point.put("value", LongHistory.value(step));
                    point.put("timestamp", PointBatch.timestamp(step));
                    point.put("step", step);
                    batch.add(point);
                }
                client.post("runs/log-batch", Map.of("run_id", run, "metrics", batch)).json();
            }
        }
    }
}
