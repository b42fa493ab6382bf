package dev.heddle.jobs;

import dev.heddle.client.DaemonThreads;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobRuns;
import dev.heddle.jobs.tables.Warehouse;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Launches jobs as their turn comes, follows those that run, and settles how they ended. Programs
 * run by themselves: those of the process before are found again.
 */
@Singleton
class JobRunner {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final long TICK_MILLIS = 200;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** What could not be asked, of the database or of a table, is asked again after this. */
    private static final Duration OUTAGE_PAUSE = Duration.ofSeconds(3);

    /** What is wrong with what a job was given stays wrong. */
    private static final Set<Category> LASTING =
            EnumSet.of(
                    Category.USER,
                    Category.UNAUTHENTICATED,
                    Category.FORBIDDEN,
                    Category.NOT_FOUND,
                    Category.TOO_LARGE);

    private final JobRows rows;
    private final Launcher launcher;
    private final JobFolders folders;
    private final JobSettlement settlement;
    private final BatchConfig config;
    private final Warehouse warehouse;
    private final JobRuns runs;
    private final JobSightings sightings;
    private final List<String> roles;
    private final Map<String, JobWatch> watched = new HashMap<>();
    private final Set<String> launching = ConcurrentHashMap.newKeySet();
    private final Map<Job, JobResult> failedLaunches = new HashMap<>();
    private boolean adopted;
    private Instant idleUntil = Instant.EPOCH;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("heddle-jobs"));
    private final ExecutorService launches =
            Executors.newCachedThreadPool(new DaemonThreads("heddle-job-launch"));

    JobRunner(
            JobRows rows,
            Launcher launcher,
            JobFolders folders,
            JobSettlement settlement,
            BatchConfig config,
            Warehouse warehouse,
            JobRuns runs,
            JobSightings sightings,
            @ConfigProperty(name = "heddle.roles", defaultValue = "registry,serving")
                    List<String> roles) {
        this.rows = rows;
        this.launcher = launcher;
        this.folders = folders;
        this.settlement = settlement;
        this.config = config;
        this.warehouse = warehouse;
        this.runs = runs;
        this.sightings = sightings;
        this.roles = roles.stream().map(String::strip).toList();
    }

    void start(@Observes StartupEvent event) {
        if (roles.contains("registry")) {
            clock.scheduleWithFixedDelay(
                    this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
            clock.scheduleWithFixedDelay(folders::removeOld, 1, 60, TimeUnit.MINUTES);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
        launches.shutdownNow();
    }

    /** Takes over what the process before has launched. */
    private void adopt() {
        List<Job> running = rows.running(folders.owner());
        if (!running.isEmpty()) {
            // What runs needs the metastore, which ended with the process before.
            launches.execute(this::startWarehouse);
        }
        for (Job job : running) {
            LOG.info("A job is followed again. job={}", job.id());
            watched.put(job.id(), new JobWatch(job, folders.of(job.id())));
        }
        adopted = true;
    }

    private void startWarehouse() {
        try {
            warehouse.location();
        } catch (RuntimeException e) {
            LOG.warn("The warehouse could not be started for the jobs that run.", e);
        }
    }

    private void tick() {
        if (Instant.now().isBefore(idleUntil)) {
            return;
        }
        try {
            if (!adopted) {
                adopt();
            }
            follow();
            while (watched.size() + launching.size() < config.maxRunning()) {
                Optional<Job> next = rows.claim(folders.owner());
                if (next.isEmpty()) {
                    return;
                }
                launching.add(next.get().id());
                launches.execute(() -> launch(next.get()));
            }
        } catch (RuntimeException e) {
            if (clock.isShutdown()) {
                // It was interrupted, and the database closes with the process.
                return;
            }
            LOG.warn("Jobs could not be looked after.", e);
            idleUntil = Instant.now().plus(OUTAGE_PAUSE);
        }
    }

    private void launch(Job job) {
        Optional<HeddleException> failure = Optional.empty();
        try {
            launcher.launch(job);
        } catch (HeddleException e) {
            failure = Optional.of(e);
        } catch (RuntimeException e) {
            LOG.error("A job could not be launched. job={}", job.id(), e);
            failure =
                    Optional.of(
                            new HeddleException(
                                    ErrorCode.INTERNAL, "the job could not be launched", e));
        }
        Optional<HeddleException> failed = failure;
        clock.execute(
                () -> {
                    launching.remove(job.id());
                    if (failed.isPresent()) {
                        failedLaunches.put(job, JobSettlement.failed(failed.get()));
                    } else {
                        watched.put(job.id(), new JobWatch(job, folders.of(job.id())));
                    }
                });
    }

    private void follow() {
        for (Map.Entry<Job, JobResult> launch : Map.copyOf(failedLaunches).entrySet()) {
            settle(launch.getKey(), launch.getValue());
            failedLaunches.remove(launch.getKey());
        }
        for (JobWatch watch : List.copyOf(watched.values())) {
            if (watch.isPostponed()) {
                continue;
            }
            try {
                if (watch.isRunning()) {
                    rows.find(watch.job().id()).ifPresent(job -> intervene(watch, job));
                } else {
                    settle(watch.job(), settlement.of(watch));
                    watched.remove(watch.job().id());
                }
            } catch (RuntimeException e) {
                LOG.warn("A job could not be followed. job={}", watch.job().id(), e);
                watch.postpone(OUTAGE_PAUSE);
            }
        }
    }

    private void intervene(JobWatch watch, Job job) {
        if (job.state() == Job.State.CANCELLING) {
            watch.stop(config.cancelGrace());
        } else if (job.spec().deadline().isPresent()
                && watch.hasRunFor(job.spec().deadline().get())) {
            watch.exceeded();
            watch.stop(config.cancelGrace());
        }
    }

    private void settle(Job job, JobResult result) {
        boolean failed = result.outcome() == JobResult.Outcome.FAILED;
        Duration pause = pause(job.attempt());
        if (failed
                && job.attempt() <= job.spec().retries()
                && result.error().map(JobRunner::mayPass).orElse(true)
                && rows.requeue(job.id(), Instant.now().plus(pause))) {
            LOG.warn(
                    "A job failed and is tried again. job={} attempt={} pause={} error=\"{}\"",
                    job.id(),
                    job.attempt(),
                    pause,
                    result.error().map(JobResult.Failure::message).orElse(""));
            return;
        }
        Job now = rows.find(job.id()).orElse(job);
        boolean cancelled = failed && now.state() == Job.State.CANCELLING;
        Job.State state =
                cancelled ? Job.State.CANCELLED : Job.State.valueOf(result.outcome().name());
        leaveRun(job, state, result);
        sightings.ended(now, result);
        rows.finish(job.id(), state, folders.progress(job.id()), Optional.of(result));
        folders.clean(job.id());
        LOG.info(
                "A job has ended. job={} state={} rows={} error=\"{}\"",
                job.id(),
                state,
                result.rowsOut(),
                result.error().map(JobResult.Failure::message).orElse(""));
    }

    /**
     * Before the job has ended, so that it is done again if this process dies in between. A job is
     * not held up by what cannot be noted of it, unless that is for a moment alone.
     */
    private void leaveRun(Job job, Job.State state, JobResult result) {
        try {
            runs.ended(job, state, result);
        } catch (HeddleException e) {
            if (e.code() == ErrorCode.UNAVAILABLE) {
                throw e;
            }
            LOG.warn("A job has left no run behind. job={}", job.id(), e);
        }
    }

    /** Another attempt with the same request on the same rows may succeed. */
    private static boolean mayPass(JobResult.Failure failure) {
        return Stream.of(ErrorCode.values())
                .filter(code -> code.name().equals(failure.code()))
                .map(ErrorCode::category)
                .noneMatch(LASTING::contains);
    }

    private static Duration pause(int attempt) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
