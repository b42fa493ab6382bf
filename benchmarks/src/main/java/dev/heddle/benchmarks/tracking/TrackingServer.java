package dev.heddle.benchmarks.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of the servers that are compared, and what it was filled with. */
final class TrackingServer {
    private static final String RUNS = "searched";
    private static final String HISTORY = "drawn";
    private static final String LOAD = "logged";
    private static final String FILLED = "filled";

    private final String name;
    private final URI url;
    private final Processes processes;
    private final Filling filling;

    private SearchLoad search;
    private LongHistory history;
    private LogLoad log;

    TrackingServer(String name, URI url, Processes processes, Filling filling) {
        this.name = name;
        this.url = url;
        this.processes = processes;
        this.filling = filling;
    }

    String name() {
        return name;
    }

    Processes processes() {
        return processes;
    }

    /** Fills the server, unless an earlier run of the benchmark did, and finds what it has. */
    void prepare(SampleRuns runs, int points) throws Exception {
        String size = runs.count() + " runs, " + points + " points";
        try (TrackingClient client = new TrackingClient(url)) {
            Optional<JsonNode> filled = client.experiment(RUNS);
            if (filled.isEmpty()) {
                String experiment = client.createExperiment(RUNS);
                String drawn = client.createExperiment(HISTORY);
                client.createExperiment(LOAD);
                filling.fill(url, experiment, drawn, runs, points);
                client.post(
                                "experiments/set-experiment-tag",
                                Map.of("experiment_id", experiment, "key", FILLED, "value", size))
                        .json();
            } else if (!filled.get().path("tags").toString().contains(size)) {
                throw new IllegalStateException(
                        name + " was filled otherwise, or in part: delete the benchmark's folder");
            }
            search = new SearchLoad(runs, id(client, RUNS));
            log = new LogLoad(url, id(client, LOAD));
            history = new LongHistory(historyRun(client), points);
        }
    }

    SearchLoad search() {
        return search;
    }

    LongHistory history() {
        return history;
    }

    LogLoad log() {
        return log;
    }

    TrackingClient client() {
        return new TrackingClient(url);
    }

    private static String id(TrackingClient client, String experiment) throws IOException {
        return client.experiment(experiment).orElseThrow().get("experiment_id").textValue();
    }

    private static String historyRun(TrackingClient client) throws IOException {
        JsonNode found =
                client.search(Map.of("experiment_ids", List.of(id(client, HISTORY)))).json();
        return found.at("/runs/0/info/run_id").textValue();
    }
}
