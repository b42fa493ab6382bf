package dev.heddle.cli.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.client.MlflowServer;
import dev.heddle.client.runs.Artifacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A platform: runs and logged models keep their ids, versions their numbers, all their times. */
final class PlatformTarget implements Target {
    private static final String TRACKING = "/api/v1/tracking/";
    private static final String MODELS = "/api/v1/models/";
    private static final String SOURCE = "heddle.source";

    private final MlflowServer server;
    private final TargetCalls calls;
    private final String source;

    /**
     * A platform.
     *
     * @param source the address of the source, which runs are marked with
     */
    PlatformTarget(MlflowServer server, String source) {
        this.server = server;
        this.calls = new TargetCalls(server);
        this.source = source;
    }

    @Override
    public String address() {
        return server.uri().toString();
    }

    @Override
    public boolean keepsIds() {
        return true;
    }

    @Override
    public Optional<String> find(String experiment) {
        return calls.experiment(experiment);
    }

    @Override
    public String experiment(Experiment experiment) {
        // Runs go into an experiment that is there; the mark of deletion comes last.
        return put(experiment, "active");
    }

    @Override
    public void deleteExperiment(Experiment experiment, String id) {
        put(experiment, "deleted");
    }

    private String put(Experiment experiment, String stage) {
        ObjectNode body = (ObjectNode) TransferJson.tree(experiment);
        body.remove("experiment_id");
        body.put("lifecycle_stage", stage);
        return server.put(TRACKING + "experiments", body).path("experiment_id").asText();
    }

    @Override
    public Map<String, CopiedRun> runs(String experimentId) {
        Map<String, CopiedRun> runs = new HashMap<>();
        calls.copied(experimentId, SOURCE)
                .forEach(run -> runs.put(run.id(), TargetCalls.there(run)));
        return runs;
    }

    @Override
    public CopiedRun begin(TrackedRun run, String experimentId, Optional<CopiedRun> there) {
        JsonNode made = put(run, experimentId, "active", List.of(new Pair(SOURCE, source)));
        return TargetCalls.there(TransferJson.read(made, TrackedRun.class));
    }

    @Override
    public void points(String runId, List<Point> points) {
        calls.points(runId, points);
    }

    @Override
    public void lineage(String runId, TrackedRun.Inputs inputs, TrackedRun.Outputs outputs) {
        calls.lineage(runId, inputs, outputs);
    }

    @Override
    public void end(TrackedRun run, CopiedRun there, String fingerprint) {
        List<Pair> marks =
                List.of(new Pair(SOURCE, source), new Pair(Target.FINGERPRINT, fingerprint));
        put(run, run.info().experimentId(), run.info().lifecycleStage(), marks);
    }

    private JsonNode put(TrackedRun run, String experimentId, String stage, List<Pair> marks) {
        List<Pair> tags = new ArrayList<>(run.data().tags());
        tags.removeIf(tag -> marks.stream().anyMatch(mark -> mark.key().equals(tag.key())));
        tags.addAll(marks);
        ObjectNode body = (ObjectNode) TransferJson.tree(run.info());
        body.remove(List.of("run_id", "artifact_uri"));
        body.put("experiment_id", experimentId);
        body.put("lifecycle_stage", stage);
        body.set("params", TransferJson.tree(run.data().params()));
        body.set("tags", TransferJson.tree(tags));
        return server.put(MlflowServer.encoded(TRACKING + "runs/", run.id()), body).path("run");
    }

    @Override
    public CopiedModel begin(LoggedModel model, String experimentId, String sourceRunId) {
        ObjectNode body = (ObjectNode) TransferJson.tree(model.info());
        body.remove(List.of("model_id", "artifact_uri"));
        body.put("experiment_id", experimentId);
        body.set("params", TransferJson.tree(model.data().params()));
        JsonNode info =
                server.put(MlflowServer.encoded(TRACKING + "logged-models/", model.id()), body)
                        .path("model")
                        .path("info");
        return new CopiedModel(model.id(), info.path("artifact_uri").asText());
    }

    @Override
    public void end(LoggedModel model, CopiedModel there) {
        // It has had its state from the beginning.
    }

    @Override
    public Artifacts artifacts(String uri) {
        return Artifacts.at(server, uri);
    }

    @Override
    public void registeredModel(RegisteredModel model) {
        ObjectNode body = (ObjectNode) TransferJson.tree(model);
        body.remove(List.of("name", "aliases"));
        server.put(MlflowServer.encoded(MODELS, model.name(), "/imported"), body);
    }

    @Override
    public Map<String, String> versions(RegisteredModel model) {
        return Map.of();
    }

    @Override
    public String version(RegisteredVersion version, Optional<String> there) {
        ObjectNode body = (ObjectNode) TransferJson.tree(version);
        body.remove(List.of("name", "version"));
        server.put(
                MlflowServer.encoded(
                        MODELS, version.name(), "/imported-versions/", version.version()),
                body);
        return version.version();
    }

    @Override
    public void alias(String model, String alias, String version) {
        calls.alias(model, alias, version);
    }

    @Override
    public void close() {
        server.close();
    }
}
