package dev.heddle.cli.transfer;

import dev.heddle.client.MlflowServer;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Calls of MLflow's protocol that every target has. */
record TargetCalls(MlflowServer server) {
    private static final int PAGE = 1_000;

    Optional<String> experiment(String name) {
        try {
            return Optional.of(
                    server.get("experiments/get-by-name", Map.of("experiment_name", name))
                            .path("experiment")
                            .path("experiment_id")
                            .asText());
        } catch (HeddleException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Every run of an experiment that a transfer has made or begun. */
    Stream<TrackedRun> copied(String experimentId, String tag) {
        Map<String, Object> all =
                Map.of(
                        "experiment_ids",
                        List.of(experimentId),
                        "filter",
                        "tags.`%s` LIKE '%%'".formatted(tag),
                        "run_view_type",
                        "ALL",
                        "max_results",
                        PAGE);
        return server.search("runs/search", all, "runs")
                .map(json -> TransferJson.read(json, TrackedRun.class));
    }

    static CopiedRun there(TrackedRun run) {
        return new CopiedRun(
                run.id(),
                run.info().artifactUri(),
                Pair.value(run.data().tags(), Target.FINGERPRINT),
                run.isDeleted());
    }

    void points(String runId, List<Point> points) {
        Map<String, Object> body = new HashMap<>();
        body.put("run_id", runId);
        body.put("metrics", points.stream().map(TransferJson::tree).toList());
        server.repeatablePost("runs/log-batch", body);
    }

    void lineage(String runId, TrackedRun.Inputs inputs, TrackedRun.Outputs outputs) {
        if (!inputs.datasetInputs().isEmpty() || !inputs.modelInputs().isEmpty()) {
            Map<String, Object> body = new HashMap<>();
            body.put("run_id", runId);
            body.put("datasets", inputs.datasetInputs().stream().map(TransferJson::tree).toList());
            if (!inputs.modelInputs().isEmpty()) {
                body.put("models", inputs.modelInputs().stream().map(TransferJson::tree).toList());
            }
            server.repeatablePost("runs/log-inputs", body);
        }
        if (!outputs.modelOutputs().isEmpty()) {
            server.repeatablePost(
                    "runs/outputs",
                    Map.of(
                            "run_id",
                            runId,
                            "models",
                            outputs.modelOutputs().stream().map(TransferJson::tree).toList()));
        }
    }

    void alias(String model, String alias, String version) {
        server.repeatablePost(
                "registered-models/alias",
                Map.of("name", model, "alias", alias, "version", version));
    }
}
