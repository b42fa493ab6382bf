package dev.heddle.client.runs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.DaemonThreads;
import dev.heddle.client.MlflowServer;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Page;
import dev.heddle.client.Registration;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The runs of a server, a Heddle platform or MLflow's own: starts them, finds them, reads them.
 * Experiments go by their names, and are made when a run needs one.
 *
 * <p>Every method blocks and fails with a {@link HeddleException}. Safe for use by many threads.
 * Runs that were started here end before the client is closed.
 */
public final class Runs {
    private static final int SENDERS = 2;
    private static final int PAGE = 1_000;

    private final MlflowServer server;
    private final Function<Registration, ModelVersion> registry;
    private final RunLog.Settings settings;
    private final Map<String, String> experiments = new ConcurrentHashMap<>();
    private ScheduledExecutorService background;

    /**
     * The runs of a server.
     *
     * @param registry registers what {@link Run#model} is given
     */
    public Runs(MlflowServer server, Function<Registration, ModelVersion> registry) {
        this(server, registry, RunLog.Settings.DEFAULT);
    }

    Runs(
            MlflowServer server,
            Function<Registration, ModelVersion> registry,
            RunLog.Settings settings) {
        this.server = Objects.requireNonNull(server, "server");
        this.registry = Objects.requireNonNull(registry, "registry");
        this.settings = settings;
    }

    /** Starts a run in an experiment; the caller closes it. */
    public Run start(String experiment) {
        return start(RunStart.in(experiment));
    }

    /** Starts a run; the caller closes it. */
    public Run start(RunStart start) {
        Map<String, String> tags = new HashMap<>(origin());
        start.parent().ifPresent(parent -> tags.put("mlflow.parentRunId", parent));
        tags.putAll(start.tags());
        Map<String, Object> body = new HashMap<>();
        body.put("experiment_id", experiment(start.experiment()));
        body.put("user_id", user());
        body.put("start_time", start.startedAt().orElseGet(Instant::now).toEpochMilli());
        start.name().ifPresent(name -> body.put("run_name", name));
        body.put("tags", pairs(tags));
        JsonNode made = server.post("runs/create", body).path("run");
        return open(RecordedRun.of(made), start.experiment());
    }

    /**
     * Goes on with a run that was started before, here or elsewhere; the caller closes it.
     *
     * @throws HeddleException with {@code NOT_FOUND} if there is no such run
     */
    public Run resume(String runId) {
        RecordedRun run = get(runId);
        return open(run, experimentName(run.experimentId()));
    }

    private Run open(RecordedRun run, String experiment) {
        RunLog log = new RunLog(server, run.id(), settings, background());
        return new Run(this, run, experiment, log, registry);
    }

    /**
     * Starts a run, hands it to a body, and ends it when that returns: as {@code FAILED} if it
     * throws.
     *
     * @return the run's id
     */
    public String track(RunStart start, Consumer<Run> body) {
        Run run = start(start);
        try {
            body.accept(run);
        } catch (RuntimeException | Error e) {
            try {
                run.fail(e);
                run.close();
            } catch (RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
        run.close();
        return run.id();
    }

    /**
     * A run as it is now.
     *
     * @throws HeddleException with {@code NOT_FOUND} if there is none of that id
     */
    public RecordedRun get(String runId) {
        return RecordedRun.of(server.get("runs/get", Map.of("run_id", runId)).path("run"));
    }

    /**
     * Runs that meet a condition, fetched page by page as the stream is read. Experiments that are
     * not there have no runs.
     */
    public Stream<RecordedRun> search(RunQuery query) {
        Map<String, Object> body = body(query, PAGE);
        return body.isEmpty()
                ? Stream.empty()
                : server.search("runs/search", body, "runs").map(RecordedRun::of);
    }

    /**
     * A page of such runs, for callers that show one after the other.
     *
     * @param limit the most runs
     * @param token what the page before gave; empty for the first
     */
    public Page<RecordedRun> page(RunQuery query, int limit, Optional<String> token) {
        Map<String, Object> body = body(query, limit);
        if (body.isEmpty()) {
            return new Page<>(List.of(), Optional.empty());
        }
        token.ifPresent(text -> body.put("page_token", text));
        JsonNode answer = server.repeatablePost("runs/search", body);
        return page(answer, "runs", RecordedRun::of);
    }

    private Map<String, Object> body(RunQuery query, int limit) {
        List<String> ids =
                query.experiments().stream().flatMap(name -> find(name).stream()).toList();
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> body = new HashMap<>();
        body.put("experiment_ids", ids);
        body.put("filter", query.filter());
        body.put("order_by", query.order());
        body.put("run_view_type", query.view().name());
        body.put("max_results", limit);
        return body;
    }

    /**
     * A page of the experiments that were not deleted, the newest first.
     *
     * @param filter a condition of MLflow's language, {@code name ILIKE '%churn%'}; all for an
     *     empty one
     * @param limit the most experiments
     * @param token what the page before gave; empty for the first
     */
    public Page<Experiment> experiments(String filter, int limit, Optional<String> token) {
        Map<String, Object> body = new HashMap<>();
        body.put("filter", filter);
        body.put("max_results", limit);
        token.ifPresent(text -> body.put("page_token", text));
        JsonNode answer = server.repeatablePost("experiments/search", body);
        return page(answer, "experiments", Experiment::of);
    }

    /**
     * The name of an experiment.
     *
     * @throws HeddleException with {@code NOT_FOUND} if there is none of that id
     */
    public String experimentName(String id) {
        return server.get("experiments/get", Map.of("experiment_id", id))
                .path("experiment")
                .path("name")
                .asText();
    }

    private static <T> Page<T> page(JsonNode answer, String field, Function<JsonNode, T> read) {
        Optional<String> next =
                Optional.of(answer.path("next_page_token").asText())
                        .filter(text -> !text.isEmpty() && !text.equals("null"));
        return new Page<>(
                StreamSupport.stream(answer.path(field).spliterator(), false).map(read).toList(),
                next);
    }

    /** Every value that a metric of a run has had, fetched page by page as the stream is read. */
    public Stream<MetricPoint> history(String runId, String metric) {
        return new MetricHistory(server).all(runId, metric);
    }

    /**
     * A few values that stand for all that a metric has had in each of some runs: spread evenly, by
     * step, with the first and the last.
     *
     * @param runIds ids of runs
     * @param points the most values of a run, at most 2,500
     * @return the values by run; runs without the metric are left out
     */
    public Map<String, List<MetricPoint>> sample(List<String> runIds, String metric, int points) {
        return new MetricHistory(server).sample(runIds, metric, points);
    }

    /** The versions of registered models that came from a run, at most 100. */
    public List<RunVersion> versionsOf(String runId) {
        JsonNode found =
                server.get(
                        "model-versions/search",
                        Map.of(
                                "filter",
                                "run_id = '%s'".formatted(runId.replace("'", "")),
                                "max_results",
                                "100"));
        return StreamSupport.stream(found.path("model_versions").spliterator(), false)
                .map(
                        version ->
                                new RunVersion(
                                        version.path("name").asText(),
                                        version.path("version").asInt()))
                .toList();
    }

    /** Sets a tag of a run, which may have ended. */
    public void tag(String runId, String name, String value) {
        server.repeatablePost("runs/set-tag", Map.of("run_id", runId, "key", name, "value", value));
    }

    /** Removes a tag of a run. */
    public void untag(String runId, String name) {
        server.post("runs/delete-tag", Map.of("run_id", runId, "key", name));
    }

    /** The files of a run. */
    public Artifacts artifactsOf(String runId) {
        return artifacts(get(runId).artifactUri());
    }

    /**
     * A page of what is in a folder of a run, by name.
     *
     * @param folder the folder's path; empty for the topmost
     * @param token what the page before gave; empty for the first
     */
    public Page<Artifacts.Entry> files(String runId, String folder, Optional<String> token) {
        JsonNode answer =
                server.get(
                        "artifacts/list",
                        Map.of(
                                "run_id", runId,
                                "path", folder,
                                "page_token", token.orElse("")));
        return page(
                answer,
                "files",
                file ->
                        new Artifacts.Entry(
                                file.path("path").asText(),
                                file.path("is_dir").asBoolean(),
                                file.path("file_size").asLong()));
    }

    Artifacts artifacts(String uri) {
        return Artifacts.at(server, uri);
    }

    /** Deletes a run; it can be restored until it is purged. */
    public void delete(String runId) {
        server.post("runs/delete", Map.of("run_id", runId));
    }

    /** Brings a run back that was deleted. */
    public void restore(String runId) {
        server.post("runs/restore", Map.of("run_id", runId));
    }

    /**
     * The id of an experiment, which is made if it is missing.
     *
     * @throws HeddleException with {@code CONFLICT} if it was deleted
     */
    public String experiment(String name) {
        return experiments.computeIfAbsent(
                name, wanted -> find(wanted).orElseGet(() -> make(wanted)));
    }

    private Optional<String> find(String name) {
        try {
            JsonNode found =
                    server.get("experiments/get-by-name", Map.of("experiment_name", name))
                            .path("experiment");
            if (found.path("lifecycle_stage").asText().equals("deleted")) {
                throw new HeddleException(
                        ErrorCode.CONFLICT,
                        "experiment '%s' was deleted; restore it first".formatted(name));
            }
            return Optional.of(found.path("experiment_id").asText());
        } catch (HeddleException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private String make(String name) {
        try {
            return server.post("experiments/create", Map.of("name", name))
                    .path("experiment_id")
                    .asText();
        } catch (HeddleException e) {
            if (e.code() == ErrorCode.ALREADY_EXISTS) {
                // Somebody was faster.
                return find(name).orElseThrow(() -> e);
            }
            throw e;
        }
    }

    void update(Map<String, Object> run) {
        server.repeatablePost("runs/update", run);
    }

    /** Tags as the protocol has them. */
    static List<Map<String, String>> pairs(Map<String, String> texts) {
        return texts.entrySet().stream()
                .map(entry -> Map.of("key", entry.getKey(), "value", entry.getValue()))
                .toList();
    }

    private static Map<String, String> origin() {
        String program = System.getProperty("sun.java.command", "").split(" ", 2)[0];
        return program.isEmpty()
                ? Map.of("mlflow.user", user())
                : Map.of(
                        "mlflow.user",
                        user(),
                        "mlflow.source.name",
                        program,
                        "mlflow.source.type",
                        "LOCAL");
    }

    private static String user() {
        return System.getProperty("user.name", "unknown");
    }

    private synchronized ScheduledExecutorService background() {
        if (background == null) {
            ScheduledThreadPoolExecutor executor =
                    new ScheduledThreadPoolExecutor(SENDERS, new DaemonThreads("heddle-runs"));
            executor.setKeepAliveTime(10, TimeUnit.SECONDS);
            executor.allowCoreThreadTimeOut(true);
            background = executor;
        }
        return background;
    }
}
