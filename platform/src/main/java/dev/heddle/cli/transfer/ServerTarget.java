package dev.heddle.cli.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.client.MlflowServer;
import dev.heddle.client.runs.Artifacts;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Any server of MLflow's protocol. It chooses ids and numbers itself: tags say which run, logged
 * model and version of the source each one is.
 */
final class ServerTarget implements Target {
    private static final String RUN = "heddle.source_run_id";
    private static final String MODEL = "heddle.source_model_id";
    private static final String VERSION = "heddle.source_version";
    private static final Pattern OF_VERSION = Pattern.compile("models:/[^/]+/[0-9]+");
    private static final int TEXTS = 100;
    private static final int MAX_CHARACTERS = 150_000;

    private final MlflowServer server;
    private final TargetCalls calls;
    private final ServerSource there;
    private final Map<String, Map<String, CopiedModel>> models = new ConcurrentHashMap<>();

    ServerTarget(MlflowServer server) {
        this.server = server;
        this.calls = new TargetCalls(server);
        this.there = new ServerSource(server);
    }

    @Override
    public String address() {
        return server.uri().toString();
    }

    @Override
    public boolean keepsIds() {
        return false;
    }

    @Override
    public Optional<String> find(String experiment) {
        return calls.experiment(experiment);
    }

    @Override
    public String experiment(Experiment experiment) {
        String id =
                find(experiment.name())
                        .orElseGet(
                                () ->
                                        server.post(
                                                        "experiments/create",
                                                        Map.of("name", experiment.name()))
                                                .path("experiment_id")
                                                .asText());
        JsonNode found = server.get("experiments/get", Map.of("experiment_id", id));
        if (found.path("experiment").path("lifecycle_stage").asText().equals("deleted")) {
            server.post("experiments/restore", Map.of("experiment_id", id));
        }
        for (Pair tag : experiment.tags()) {
            server.repeatablePost(
                    "experiments/set-experiment-tag",
                    Map.of("experiment_id", id, "key", tag.key(), "value", tag.value()));
        }
        return id;
    }

    @Override
    public void deleteExperiment(Experiment experiment, String id) {
        server.post("experiments/delete", Map.of("experiment_id", id));
    }

    @Override
    public Map<String, CopiedRun> runs(String experimentId) {
        Map<String, CopiedRun> runs = new HashMap<>();
        calls.copied(experimentId, RUN)
                .forEach(
                        run ->
                                runs.put(
                                        Pair.value(run.data().tags(), RUN),
                                        TargetCalls.there(run)));
        return runs;
    }

    @Override
    public CopiedRun begin(TrackedRun run, String experimentId, Optional<CopiedRun> existing) {
        if (existing.isPresent()) {
            if (existing.get().isDeleted()) {
                server.post("runs/restore", Map.of("run_id", existing.get().id()));
            }
            return existing.get();
        }
        Map<String, Object> body = new HashMap<>();
        body.put("experiment_id", experimentId);
        body.put("run_name", run.info().runName());
        body.put("user_id", run.info().userId());
        body.put("start_time", run.info().startTime());
        body.put("tags", List.of(TransferJson.tree(new Pair(RUN, run.id()))));
        body.values().removeIf(value -> value == null);
        JsonNode made = server.post("runs/create", body).path("run");
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
    public void end(TrackedRun run, CopiedRun copy, String fingerprint) {
        texts(copy.id(), "params", run.data().params());
        texts(copy.id(), "tags", run.data().tags());
        Map<String, Object> body = new HashMap<>();
        body.put("run_id", copy.id());
        body.put("status", run.info().status());
        body.put("end_time", run.info().endTime());
        body.put("run_name", run.info().runName());
        body.values().removeIf(value -> value == null);
        server.repeatablePost("runs/update", body);
        texts(copy.id(), "tags", List.of(new Pair(Target.FINGERPRINT, fingerprint)));
        if (run.isDeleted()) {
            server.post("runs/delete", Map.of("run_id", copy.id()));
        }
    }

    /** As many at once as one request takes, in number and in bytes. */
    private void texts(String runId, String kind, List<Pair> pairs) {
        List<Pair> some = new ArrayList<>();
        int characters = 0;
        for (Pair pair : pairs) {
            int length = pair.key().length() + pair.value().length();
            if (some.size() == TEXTS || characters + length > MAX_CHARACTERS) {
                log(runId, kind, some);
                some.clear();
                characters = 0;
            }
            some.add(pair);
            characters += length;
        }
        log(runId, kind, some);
    }

    private void log(String runId, String kind, List<Pair> pairs) {
        if (!pairs.isEmpty()) {
            server.repeatablePost(
                    "runs/log-batch",
                    Map.of("run_id", runId, kind, pairs.stream().map(TransferJson::tree).toList()));
        }
    }

    @Override
    public CopiedModel begin(LoggedModel model, String experimentId, String sourceRunId) {
        Map<String, CopiedModel> known = models.computeIfAbsent(experimentId, this::modelsOf);
        CopiedModel existing = known.get(model.id());
        if (existing != null) {
            return existing;
        }
        List<Pair> tags = new ArrayList<>(model.info().tags());
        // The server writes that one itself when versions are made of the model.
        tags.removeIf(tag -> tag.key().equals("mlflow.modelVersions"));
        tags.add(new Pair(MODEL, model.id()));
        Map<String, Object> body = new HashMap<>();
        body.put("experiment_id", experimentId);
        body.put("name", model.info().name());
        body.put("model_type", model.info().modelType());
        body.put("source_run_id", sourceRunId.isEmpty() ? null : sourceRunId);
        body.put("params", model.data().params().stream().map(TransferJson::tree).toList());
        body.put("tags", tags.stream().map(TransferJson::tree).toList());
        body.values().removeIf(value -> value == null);
        JsonNode info = server.post("logged-models", body).path("model").path("info");
        CopiedModel made =
                new CopiedModel(info.path("model_id").asText(), info.path("artifact_uri").asText());
        known.put(model.id(), made);
        return made;
    }

    private Map<String, CopiedModel> modelsOf(String experimentId) {
        Map<String, CopiedModel> found = new ConcurrentHashMap<>();
        there.loggedModels(experimentId)
                .forEach(
                        model ->
                                found.put(
                                        Pair.value(model.info().tags(), MODEL),
                                        new CopiedModel(model.id(), model.info().artifactUri())));
        return found;
    }

    @Override
    public void end(LoggedModel model, CopiedModel copy) {
        String status = String.valueOf(model.info().status());
        if (status.equals("LOGGED_MODEL_READY") || status.equals("LOGGED_MODEL_UPLOAD_FAILED")) {
            server.patch(
                    MlflowServer.encoded("logged-models/", copy.id()),
                    Map.of("model_id", copy.id(), "status", status));
        }
    }

    @Override
    public Artifacts artifacts(String uri) {
        return Artifacts.at(server, uri);
    }

    @Override
    public void registeredModel(RegisteredModel model) {
        ObjectNode body = (ObjectNode) TransferJson.tree(model);
        body.retain(List.of("name", "description", "tags"));
        try {
            server.post("registered-models/create", body);
        } catch (HeddleException e) {
            if (e.code() != ErrorCode.ALREADY_EXISTS) {
                throw e;
            }
            server.patch(
                    "registered-models/update",
                    Map.of("name", model.name(), "description", model.description()));
            for (Pair tag : model.tags()) {
                server.repeatablePost(
                        "registered-models/set-tag",
                        Map.of("name", model.name(), "key", tag.key(), "value", tag.value()));
            }
        }
    }

    @Override
    public Map<String, String> versions(RegisteredModel model) {
        Map<String, String> numbers = new HashMap<>();
        for (RegisteredVersion version : there.versions(model)) {
            String source = Pair.value(version.tags(), VERSION);
            if (!source.isEmpty()) {
                numbers.put(source, version.version());
            }
        }
        return numbers;
    }

    @Override
    public String version(RegisteredVersion version, Optional<String> existing) {
        String number = existing.orElseGet(() -> create(version));
        if (existing.isPresent()) {
            server.patch(
                    "model-versions/update",
                    Map.of(
                            "name",
                            version.name(),
                            "version",
                            number,
                            "description",
                            version.description()));
            for (Pair tag : version.tags()) {
                server.repeatablePost(
                        "model-versions/set-tag",
                        Map.of(
                                "name",
                                version.name(),
                                "version",
                                number,
                                "key",
                                tag.key(),
                                "value",
                                tag.value()));
            }
        }
        if (!version.currentStage().equals("None")) {
            server.repeatablePost(
                    "model-versions/transition-stage",
                    Map.of(
                            "name",
                            version.name(),
                            "version",
                            number,
                            "stage",
                            version.currentStage(),
                            "archive_existing_versions",
                            false));
        }
        return number;
    }

    private String create(RegisteredVersion version) {
        List<Pair> tags = new ArrayList<>(version.tags());
        tags.add(new Pair(VERSION, version.version()));
        Map<String, Object> body = new HashMap<>();
        body.put("name", version.name());
        body.put("source", version.source());
        if (!OF_VERSION.matcher(version.source()).matches()) {
            // A version that is made of another one has the lineage of that one.
            body.put("run_id", version.runId());
            body.put("model_id", version.modelId());
        }
        body.put("run_link", version.runLink());
        body.put("description", version.description());
        body.values().removeIf(""::equals);
        body.put("tags", tags.stream().map(TransferJson::tree).toList());
        return server.post("model-versions/create", body)
                .path("model_version")
                .path("version")
                .asText();
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
