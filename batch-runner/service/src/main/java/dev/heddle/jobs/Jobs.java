package dev.heddle.jobs;

import dev.heddle.client.LogPart;
import dev.heddle.client.ModelReference;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.batch.BatchJobs;
import dev.heddle.client.batch.FeatureSource;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobQuery;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.OutputMode;
import dev.heddle.jobs.tables.LiveJobs;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Batch jobs: asked for, looked at, cancelled and run again. */
@Singleton
class Jobs implements LiveJobs, BatchJobs {
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final int SUFFIX = 36 * 36 * 36 * 36;

    /** The masters that Spark knows. */
    private static final Pattern ENGINE =
            Pattern.compile(
                    "local|local\\[(\\*|[0-9]+)(, *[0-9]+)?]|spark://[^ ,]+(,[^ ,]+)*|yarn|k8s://.+");

    private final JobRows rows;
    private final JobFolders folders;
    private final BatchConfig config;
    private final ServingRegistry registry;
    private final SecureRandom random = new SecureRandom();

    Jobs(JobRows rows, JobFolders folders, BatchConfig config, ServingRegistry registry) {
        this.rows = rows;
        this.folders = folders;
        this.config = config;
        this.registry = registry;
    }

    /**
     * Asks for a job.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if it cannot be run as it is described,
     *     with {@code OVERLOADED} if too many wait, with {@code NOT_FOUND} codes if there is no
     *     such version
     */
    Job submit(JobSpec spec, String user, Optional<String> schedule) {
        Optional<String> model = check(spec);
        if (rows.queued() >= config.maxQueued()) {
            throw new HeddleException(
                    ErrorCode.OVERLOADED,
                    "%d jobs wait already; try again later".formatted(config.maxQueued()));
        }
        Job job = queued(spec, user, schedule, model);
        rows.insert(job);
        return job;
    }

    /** A job that waits, before it is inserted. */
    Job queued(JobSpec spec, String user, Optional<String> schedule, Optional<String> model) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return new Job(
                id(now),
                spec,
                Job.State.QUEUED,
                user,
                schedule,
                model,
                0,
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static String reference(ModelVersion version) {
        return version.model() + "/" + version.version();
    }

    private String id(Instant now) {
        String suffix = Integer.toString(SUFFIX + random.nextInt(SUFFIX), 36).substring(1);
        return ID.format(now) + "-" + suffix;
    }

    /**
     * The version that scores now, if one does.
     *
     * @throws HeddleException as {@link #submit} does
     */
    Optional<String> check(JobSpec spec) {
        checkParts(spec);
        return spec.model()
                .map(name -> ModelReference.parse(name).find(registry))
                .map(Jobs::reference);
    }

    private static void checkParts(JobSpec spec) {
        List<String> missing = new ArrayList<>();
        switch (spec.kind()) {
            case SCORE -> {
                require(spec.model().isPresent(), "model", missing);
                require(spec.input().isPresent(), "input", missing);
                require(spec.output().isPresent(), "output", missing);
            }
            case VERIFY -> require(spec.model().isPresent(), "model", missing);
            case SKEW -> {
                require(spec.model().isPresent(), "model", missing);
                require(spec.input().isPresent(), "input (the log's folder)", missing);
                require(spec.asOf().isPresent(), "asOf (the time of the calls, FROM/TO)", missing);
            }
            case WRITE, READ -> {
                require(spec.input().isPresent(), "input", missing);
                require(spec.output().isPresent(), "output", missing);
            }
            case ARCHIVE -> {
                require(spec.view().isPresent(), "view (the part of its topic)", missing);
                require(spec.output().isPresent(), "output", missing);
            }
            case LATEST -> requireFeatures(spec, missing);
            case MATERIALIZE -> {
                require(spec.view().isPresent(), "view (its topic)", missing);
                requireFeatures(spec, missing);
            }
        }
        if (!missing.isEmpty()) {
            throw invalid(
                    "a job of kind %s needs %s".formatted(spec.kind(), String.join(", ", missing)));
        }
        if (spec.kind() == JobKind.LATEST || spec.kind() == JobKind.MATERIALIZE) {
            checkLatest(spec);
        }
        spec.engine().filter(engine -> !ENGINE.matcher(engine).matches()).ifPresent(Jobs::noEngine);
    }

    private static void requireFeatures(JobSpec spec, List<String> missing) {
        require(!spec.features().isEmpty(), "features (the view's table)", missing);
        require(!spec.keys().isEmpty(), "keys (the features that are read)", missing);
    }

    private static void require(boolean isThere, String what, List<String> missing) {
        if (!isThere) {
            missing.add(what);
        }
    }

    private static void checkLatest(JobSpec spec) {
        if (spec.features().size() > 1) {
            throw invalid(
                    "a job of kind %s reads one feature view, found %s"
                            .formatted(
                                    spec.kind(),
                                    spec.features().stream().map(FeatureSource::view).toList()));
        }
        if (spec.mode() == OutputMode.APPEND || !spec.partitionBy().isEmpty()) {
            throw invalid(
                    "a job of kind %s replaces its folder, found mode %s and partitionBy %s"
                            .formatted(spec.kind(), spec.mode(), spec.partitionBy()));
        }
        try {
            spec.asOf().ifPresent(Instant::parse);
        } catch (DateTimeParseException e) {
            throw invalid(
                    "asOf is '%s', expected a time such as 2026-11-01T00:00:00Z"
                            .formatted(spec.asOf().orElseThrow()));
        }
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }

    private static void noEngine(String engine) {
        throw invalid(
                ("engine is '%s', expected local, local[*], local[2], spark://host:port, yarn or"
                                + " k8s://https://host:port")
                        .formatted(engine));
    }

    /** A job as it is now. */
    Job find(String id) {
        return withProgress(rows.find(id).orElseThrow(() -> unknown(id)));
    }

    /**
     * Jobs, newest first.
     *
     * @param before the id of the last one of the page before
     * @throws HeddleException with {@code INVALID_REQUEST} if there is no such job
     */
    List<Job> list(JobQuery wanted, Optional<String> before, int limit) {
        if (before.isPresent() && rows.find(before.get()).isEmpty()) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "pageToken is '%s', expected the nextPageToken of the page before"
                            .formatted(before.get()));
        }
        return rows.list(wanted, before, limit).stream().map(this::withProgress).toList();
    }

    private Job withProgress(Job job) {
        if (job.state().isFinal() || job.state() == Job.State.QUEUED) {
            return job;
        }
        return new Job(
                job.id(),
                job.spec(),
                job.state(),
                job.user(),
                job.schedule(),
                job.model(),
                job.attempt(),
                job.submittedAt(),
                job.startedAt(),
                job.finishedAt(),
                folders.progress(job.id()),
                job.result());
    }

    /** What a job has printed from an offset on. */
    LogPart log(String id, long offset) {
        return folders.log(id, offset, find(id).state().isFinal());
    }

    /** The end of what a job has printed, from the beginning of a line on. */
    LogPart logEnd(String id, int bytes) {
        return folders.logEnd(id, bytes, find(id).state().isFinal());
    }

    /** Asks a job to stop; one that has ended stays as it is. */
    Job cancel(String id) {
        if (rows.cancelQueued(id)) {
            folders.clean(id);
        } else {
            rows.cancelRunning(id);
        }
        return find(id);
    }

    /** Asks for the same again. */
    Job rerun(String id, String user) {
        return submit(allowed(find(id).spec()), user, Optional.empty());
    }

    /**
     * A job that anybody may ask for.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if only the platform may: each part of a
     *     view's topic is added once
     */
    static JobSpec allowed(JobSpec spec) {
        if (spec.kind() == JobKind.ARCHIVE) {
            throw invalid(
                    "a job of kind ARCHIVE is asked for by the platform alone: heddle features archive");
        }
        return spec;
    }

    @Override
    public Job submit(JobSpec spec, String user) {
        return submit(spec, user, Optional.empty());
    }

    @Override
    public Optional<Job> newest(JobKind kind, String view) {
        return rows.newest(kind, view);
    }

    @Override
    public Optional<Job> newestSucceeded(JobKind kind, String version) {
        return rows.newestSucceeded(kind, version);
    }

    @Override
    public boolean isDead(String job) {
        return rows.find(job).map(found -> found.state().isFinal()).orElse(false);
    }

    private static HeddleException unknown(String id) {
        return new HeddleException(ErrorCode.NOT_FOUND, "there is no job '%s'".formatted(id));
    }
}
