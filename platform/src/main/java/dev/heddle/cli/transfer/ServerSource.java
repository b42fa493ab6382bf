package dev.heddle.cli.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.MlflowServer;
import dev.heddle.client.runs.Artifacts;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A tracking server, MLflow's own or a platform. Files that do not go through its artifact proxy
 * come by way of the server all the same, since only it has the credentials of their store.
 */
final class ServerSource implements Source {
    private static final String POINTS = "25000";
    private static final int PAGE = 1_000;
    private static final int MODELS = 50;

    private final MlflowServer server;
    private Optional<Boolean> keepsModels = Optional.empty();

    ServerSource(MlflowServer server) {
        this.server = server;
    }

    @Override
    public String address() {
        return server.uri().toString();
    }

    @Override
    public Stream<Experiment> experiments() {
        Map<String, Object> all = Map.of("view_type", "ALL", "max_results", PAGE);
        return server.search("experiments/search", all, "experiments")
                .map(json -> TransferJson.read(json, Experiment.class));
    }

    @Override
    public Stream<TrackedRun> runs(String experimentId) {
        Map<String, Object> all =
                Map.of(
                        "experiment_ids",
                        List.of(experimentId),
                        "run_view_type",
                        "ALL",
                        "max_results",
                        PAGE,
                        "order_by",
                        List.of("attributes.start_time ASC"));
        return server.search("runs/search", all, "runs")
                .map(json -> TransferJson.read(json, TrackedRun.class));
    }

    @Override
    public TrackedRun run(String runId) {
        JsonNode answer = server.get("runs/get", Map.of("run_id", runId));
        return TransferJson.read(answer.path("run"), TrackedRun.class);
    }

    @Override
    public Stream<Point> points(TrackedRun run) {
        return run.data().metrics().stream().flatMap(metric -> history(run.id(), metric.key()));
    }

    private Stream<Point> history(String runId, String key) {
        Map<String, String> parameters =
                Map.of("run_id", runId, "metric_key", key, "max_results", POINTS);
        return server.list("metrics/get-history", parameters, "metrics")
                .map(
                        json ->
                                Point.of(
                                        key,
                                        json.path("value").asDouble(),
                                        json.path("timestamp").asLong(),
                                        json.path("step").asLong()));
    }

    @Override
    public Stream<LoggedModel> loggedModels(String experimentId) {
        Map<String, Object> all =
                Map.of("experiment_ids", List.of(experimentId), "max_results", MODELS);
        if (!keepsModels(experimentId)) {
            return Stream.empty();
        }
        return server.search("logged-models/search", all, "models")
                .map(json -> TransferJson.read(json, LoggedModel.class));
    }

    /** Servers before MLflow 3 know no logged models. */
    private synchronized boolean keepsModels(String experimentId) {
        if (keepsModels.isEmpty()) {
            Map<String, Object> one =
                    Map.of("experiment_ids", List.of(experimentId), "max_results", 1);
            try {
                server.repeatablePost("logged-models/search", one);
                keepsModels = Optional.of(true);
            } catch (HeddleException e) {
                if (e.code().category() != ErrorCode.Category.NOT_FOUND) {
                    throw e;
                }
                keepsModels = Optional.of(false);
            }
        }
        return keepsModels.get();
    }

    @Override
    public Stream<RegisteredModel> registeredModels() {
        // A search shows prompts when it is asked for them, and nothing else then.
        return Stream.of("", "tags.`mlflow.prompt.is_prompt` = 'true'")
                .flatMap(
                        filter ->
                                server.list(
                                        "registered-models/search",
                                        Map.of(
                                                "filter",
                                                filter,
                                                "max_results",
                                                String.valueOf(PAGE)),
                                        "registered_models"))
                .map(json -> TransferJson.read(json, RegisteredModel.class));
    }

    @Override
    public List<RegisteredVersion> versions(RegisteredModel model) {
        char quote = model.name().indexOf('\'') < 0 ? '\'' : '"';
        String name = "name = " + quote + model.name() + quote;
        String filter =
                model.isPrompt() ? name + " AND tags.`mlflow.prompt.is_prompt` = 'true'" : name;
        List<RegisteredVersion> versions = new ArrayList<>();
        server.list("model-versions/search", Map.of("filter", filter), "model_versions")
                .map(json -> TransferJson.read(json, RegisteredVersion.class))
                .forEach(versions::add);
        versions.sort(Comparator.comparing(RegisteredVersion::number));
        return versions;
    }

    @Override
    public SourceFiles files(TrackedRun run) {
        if (Artifacts.isServed(run.info().artifactUri())) {
            return new ServedFiles(Artifacts.at(server, run.info().artifactUri()));
        }
        return new ListedFiles(
                folder -> server.get("artifacts/list", Map.of("run_id", run.id(), "path", folder)),
                path -> open("/get-artifact?run_uuid=", run.id(), "&path=", path));
    }

    @Override
    public SourceFiles files(LoggedModel model) {
        if (Artifacts.isServed(model.info().artifactUri())) {
            return new ServedFiles(Artifacts.at(server, model.info().artifactUri()));
        }
        String id = MlflowServer.encoded("", model.id());
        return new ListedFiles(
                folder ->
                        server.get(
                                "logged-models/" + id + "/artifacts/directories",
                                Map.of("artifact_directory_path", folder)),
                path ->
                        open(
                                "/ajax-api/2.0/mlflow/logged-models/",
                                model.id(),
                                "/artifacts/files?artifact_file_path=",
                                path));
    }

    private InputStream open(String... literalsAndValues) {
        return server.open(MlflowServer.encoded(literalsAndValues));
    }

    @Override
    public List<String> leftBehind() {
        return List.of();
    }

    @Override
    public void close() {
        server.close();
    }
}
