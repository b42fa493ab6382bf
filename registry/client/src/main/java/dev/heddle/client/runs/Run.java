package dev.heddle.client.runs;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.Registration;
import dev.heddle.client.UploadContent;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * A run that goes on. What is logged is sent in the background, a thousand entries at a time, at
 * most a second later; {@link #flush} and {@link #close} wait for it. Nothing is lost while the
 * platform is away for a while: it is kept and sent again, and threads that log faster than it can
 * be sent wait. What the platform refuses, a name with a wrong character, is said by the next flush
 * or by closing.
 *
 * <p>Closing ends the run as {@code FINISHED}, or as {@code FAILED} after {@link #fail}. Safe for
 * use by many threads; a run that was closed takes no more.
 */
public final class Run implements AutoCloseable {
    private static final int MAX_FAILURE = 1_000;

    private final Runs runs;
    private final RecordedRun start;
    private final String experiment;
    private final RunLog log;
    private final Function<Registration, ModelVersion> registry;
    private volatile RunStatus end = RunStatus.FINISHED;
    private volatile boolean isClosed;

    Run(
            Runs runs,
            RecordedRun start,
            String experiment,
            RunLog log,
            Function<Registration, ModelVersion> registry) {
        this.runs = runs;
        this.start = start;
        this.experiment = experiment;
        this.log = log;
        this.registry = registry;
    }

    /** The run's id. */
    public String id() {
        return start.id();
    }

    /** The id of the experiment that it belongs to. */
    public String experimentId() {
        return start.experimentId();
    }

    /**
     * Logs a parameter: what the run was given. It keeps its first value.
     *
     * @throws IllegalArgumentException if it was logged with another value a moment ago; later the
     *     next flush says so
     */
    public Run parameter(String name, Object value) {
        requireOpen();
        log.parameter(requireName(name), String.valueOf(value));
        return this;
    }

    /** Logs several parameters. */
    public Run parameters(Map<String, ?> parameters) {
        parameters.forEach(this::parameter);
        return this;
    }

    /** Logs a value of a metric, at step 0, as of now. */
    public Run metric(String name, double value) {
        return metric(name, value, 0);
    }

    /** Logs a value of a metric at a step, as of now. */
    public Run metric(String name, double value, long step) {
        return metric(new MetricPoint(name, value, step, Instant.now()));
    }

    /** Logs a value of a metric. */
    public Run metric(MetricPoint point) {
        requireOpen();
        requireName(point.name());
        log.add(point);
        return this;
    }

    /** Sets a tag. */
    public Run tag(String name, String value) {
        requireOpen();
        log.tag(requireName(name), Objects.requireNonNull(value, "value"));
        return this;
    }

    /** The run's files. */
    public Artifacts artifacts() {
        return runs.artifacts(start.artifactUri());
    }

    /**
     * Stores a file, or a folder with all that is in it; returns when it is there.
     *
     * @throws IOException if it cannot be read
     */
    public Run artifact(Path source) throws IOException {
        return artifact(source, "");
    }

    /** The same, below a folder of the run. */
    public Run artifact(Path source, String folder) throws IOException {
        requireOpen();
        artifacts().upload(source, folder);
        return this;
    }

    /** Stores content under a path, {@code plots/roc.png}. */
    public Run artifact(String path, UploadContent content) {
        requireOpen();
        artifacts().upload(path, content);
        return this;
    }

    /**
     * Stores a curve, which the dashboard draws, under a path that ends with {@code .json}: {@code
     * test/roc.json}.
     */
    public Run curve(String path, Curve curve) {
        return artifact(JsonFile.path(path), curve.content());
    }

    /** Stores a confusion matrix in the same way, {@code test/confusion.json}. */
    public Run confusion(String path, Confusion confusion) {
        return artifact(JsonFile.path(path), confusion.content());
    }

    /**
     * Stores a table in the same way, {@code errors.json}, as {@code mlflow.log_table} does.
     *
     * @param rows lines of texts, numbers, booleans and nulls, each as long as there are columns
     */
    public Run table(String path, List<String> columns, List<? extends List<?>> rows) {
        for (List<?> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "a line has %d values for %d columns"
                                .formatted(row.size(), columns.size()));
            }
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("columns", columns);
        json.put("data", rows);
        return artifact(JsonFile.path(path), JsonFile.of(json));
    }

    /**
     * Registers a version of a model that this run has made. The version gets the tag {@code
     * heddle.run_id}, the run a tag with the version's number, {@code heddle.model.churn}.
     */
    public ModelVersion model(Registration registration) {
        requireOpen();
        ModelVersion version = registry.apply(registration.tag("heddle.run_id", id()));
        tag("heddle.model." + version.model(), String.valueOf(version.version()));
        return version;
    }

    /** Starts a run that is a part of this one. */
    public Run child(String name) {
        requireOpen();
        return runs.start(RunStart.in(experiment).named(name).partOf(id()));
    }

    /**
     * Returns when everything that was logged before is on the platform.
     *
     * @throws HeddleException if it has refused a part of it, or cannot be reached for a minute;
     *     then what was logged is kept
     */
    public void flush() {
        log.flush();
    }

    /** Says that the run has failed: it is closed as {@code FAILED}, with the cause as a tag. */
    public void fail(Throwable cause) {
        requireOpen();
        end = RunStatus.FAILED;
        String text = cause.toString();
        tag("heddle.failure", text.substring(0, Math.min(text.length(), MAX_FAILURE)));
    }

    /**
     * Ends the run. Closing it again does nothing, unless it could not be ended for a passing
     * reason.
     *
     * @throws HeddleException as {@link #flush} does; where a part was refused, the run has ended
     */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        HeddleException failure = null;
        try {
            log.flush();
        } catch (HeddleException e) {
            if (log.isPending()) {
                throw e;
            }
            failure = e;
        }
        Map<String, Object> body = new HashMap<>();
        body.put("run_id", id());
        body.put("status", end.name());
        body.put("end_time", System.currentTimeMillis());
        runs.update(body);
        isClosed = true;
        if (failure != null) {
            throw failure;
        }
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("run %s is closed".formatted(id()));
        }
    }

    private static String requireName(String name) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("a metric, parameter or tag needs a name");
        }
        return name;
    }
}
