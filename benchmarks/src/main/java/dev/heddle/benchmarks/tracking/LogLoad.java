package dev.heddle.benchmarks.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Logs points, each client to a run of its own, and then reads all of them back. */
final class LogLoad {
    private static final String SINGLE = "single";

    private final URI server;
    private final String experiment;
    private int failures;

    LogLoad(URI server, String experiment) {
        this.server = server;
        this.experiment = experiment;
    }

    /** How many calls were answered with an error so far. */
    int failures() {
        return failures;
    }

    /**
     * Clients that log at once, a batch after the other.
     *
     * @param seconds how long each of them does
     */
    Batches batches(int clients, double seconds) throws Exception {
        List<Callable<Logged>> loads = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            loads.add(() -> batches(seconds));
        }
        Batches batches = new Batches(Clients.run(loads));
        for (Logged one : batches.clients) {
            failures += one.failed();
        }
        return batches;
    }

    private Logged batches(double seconds) throws IOException {
        try (TrackingClient client = new TrackingClient(server)) {
            String run = client.createRun(experiment, "batches", Map.of());
            PointBatch batch = new PointBatch(run);
            int calls = 0;
            int failed = 0;
            long begin = System.nanoTime();
            long end = begin + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
            do {
                if (!client.logBatch(batch, (long) calls * PointBatch.STEPS).succeeded()) {
                    failed++;
                }
                calls++;
            } while (System.nanoTime() < end);
            return new Logged(run, calls, failed, (System.nanoTime() - begin) / 1e9);
        }
    }

    /** One client that logs point by point. */
    Singles singles(double seconds) throws IOException {
        double[] millis = new double[1 << 20];
        int calls = 0;
        try (TrackingClient client = new TrackingClient(server)) {
            String run = client.createRun(experiment, "singles", Map.of());
            long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
            do {
                Map<String, Object> point = new LinkedHashMap<>();
                point.put("run_id", run);
                point.put("key", SINGLE);
                point.put("value", PointBatch.value(0, calls));
                point.put("timestamp", PointBatch.timestamp(calls));
                point.put("step", calls);
                long begin = System.nanoTime();
                Answer answer = client.post("runs/log-metric", point);
                millis[calls] = (System.nanoTime() - begin) / 1e6;
                answer.json();
                calls++;
            } while (System.nanoTime() < end && calls < millis.length);
            return new Singles(run, Arrays.copyOf(millis, calls));
        }
    }

    /** Reads back what was logged, and fails if it is anything else. */
    void check(Batches batches) throws IOException {
        for (Logged one : batches.clients) {
            one.check(server);
        }
    }

    /** Reads back what was logged, and fails if it is anything else. */
    void check(Singles singles) throws IOException {
        try (TrackingClient client = new TrackingClient(server)) {
            checkHistory(client.history(singles.run, SINGLE), 0, singles.millis.length);
        }
    }

    private static void checkHistory(List<JsonNode> history, int metric, long points) {
        if (history.size() != points) {
            throw new IllegalStateException(history.size() + " points where " + points + " are");
        }
        for (int step = 0; step < points; step++) {
            JsonNode point = history.get(step);
            if (point.path("step").asLong() != step
                    || point.get("value").doubleValue() != PointBatch.value(metric, step)
                    || point.get("timestamp").longValue() != PointBatch.timestamp(step)) {
                throw new IllegalStateException("not what was logged: " + point);
            }
        }
    }

    /** What clients logged at once. */
    static final class Batches {
        private final List<Logged> clients;

        private Batches(List<Logged> clients) {
            this.clients = clients;
        }

        /** Points a second that were acknowledged. */
        double pointsPerSecond() {
            return clients.stream()
                    .mapToDouble(one -> one.acknowledged() * PointBatch.POINTS / one.seconds())
                    .sum();
        }

        /** How many calls that were. */
        int calls() {
            return clients.stream().mapToInt(Logged::calls).sum();
        }
    }

    /** What one client logged point by point. */
    static final class Singles {
        private final String run;
        private final double[] millis;

        private Singles(String run, double[] millis) {
            this.run = run;
            this.millis = millis;
        }

        /** Milliseconds of each call. */
        double[] millis() {
            return millis;
        }
    }

    /** What one client logged. */
    private record Logged(String run, int calls, int failed, double seconds) {
        int acknowledged() {
            return calls - failed;
        }

        /** Reads two of the metrics whole, and the latest values of all. */
        void check(URI server) throws IOException {
            try (TrackingClient client = new TrackingClient(server)) {
                if (failed > 0) {
                    checkCount(client);
                    return;
                }
                long steps = (long) calls * PointBatch.STEPS;
                checkHistory(client.history(run, PointBatch.key(0)), 0, steps);
                int last = PointBatch.METRICS - 1;
                checkHistory(client.history(run, PointBatch.key(last)), last, steps);
                JsonNode latest = client.get("runs/get?run_id=" + run).json();
                if (latest.at("/run/data/metrics").size() != PointBatch.METRICS) {
                    throw new IllegalStateException("metrics are missing: " + latest);
                }
                for (JsonNode metric : latest.at("/run/data/metrics")) {
                    if (metric.get("step").asLong() != steps - 1) {
                        throw new IllegalStateException("not the latest: " + metric);
                    }
                }
            }
        }

        /** Calls that failed may have logged all the same; those that did not fail must have. */
        private void checkCount(TrackingClient client) throws IOException {
            int found = client.history(run, PointBatch.key(0)).size();
            if (found < acknowledged() * PointBatch.STEPS) {
                throw new IllegalStateException("acknowledged points are missing in " + run);
            }
        }
    }
}
