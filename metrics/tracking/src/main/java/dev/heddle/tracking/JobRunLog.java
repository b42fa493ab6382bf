package dev.heddle.tracking;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobRuns;
import dev.heddle.mlflow.Checks;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Leaves a run behind for each job that has scored, in the experiment of its model's name. The
 * run's id comes from the job's, so that a job leaves one however often its end is told.
 */
@Singleton
final class JobRunLog implements JobRuns {
    private final TrackingDatabase database;
    private final ServingRegistry registry;

    JobRunLog(TrackingDatabase database, ServingRegistry registry) {
        this.database = database;
        this.registry = registry;
    }

    @Override
    public void ended(Job job, Job.State state, JobResult result) {
        if (job.spec().kind() != JobKind.SCORE || job.model().isEmpty()) {
            return;
        }
        String reference = job.model().get();
        int slash = reference.lastIndexOf('/');
        String model = reference.substring(0, slash);
        String version = reference.substring(slash + 1);
        Map<String, String> parameters = parameters(model, version);
        Instant begin = job.startedAt().orElse(job.submittedAt());
        String runId = Job.runId(job.id());
        database.transaction(
                handle -> {
                    long run =
                            find(handle, runId)
                                    .orElseGet(() -> insert(handle, job, runId, model, begin));
                    finish(handle, run, state, result);
                    Runs.putTags(handle, run, tags(job, model, version, result));
                    Runs.putParameters(handle, run, runId, Run.pairs(parameters));
                    return run;
                });
        Points points = points(result, begin);
        database.statement(connection -> MetricLog.add(connection, runId, points));
    }

    /** The version's; none if it was deleted meanwhile. */
    private Map<String, String> parameters(String model, String version) {
        try {
            ModelVersion found = registry.version(model, version);
            return found.parameters();
        } catch (HeddleException e) {
            if (e.code().category() == Category.NOT_FOUND) {
                return Map.of();
            }
            throw e;
        }
    }

    private static Optional<Long> find(Handle handle, String runId) {
        return handle.createQuery("select id from run where run_id = ?")
                .bind(0, runId)
                .mapTo(Long.class)
                .findOne();
    }

    private static long insert(Handle handle, Job job, String runId, String model, Instant begin) {
        long number = Experiments.findOrCreate(handle, model);
        Experiment experiment = Experiments.require(handle, number, ViewType.ALL);
        String name = name(job);
        return Runs.insert(
                handle,
                experiment,
                runId,
                name,
                new Runs.New("", name, job.user(), begin.toEpochMilli(), List.of()));
    }

    private static String name(Job job) {
        return "job-" + job.id();
    }

    private static void finish(Handle handle, long run, Job.State state, JobResult result) {
        String status =
                switch (state) {
                    case SUCCEEDED -> "FINISHED";
                    case CANCELLED -> "KILLED";
                    case FAILED -> "FAILED";
                    case QUEUED, RUNNING, CANCELLING ->
                            throw new IllegalArgumentException("a job that is " + state);
                };
        handle.createUpdate("update run set status = ?, end_time = ? where id = ?")
                .bind(0, status)
                .bind(1, result.finishedAt().toEpochMilli())
                .bind(2, run)
                .execute();
    }

    private static List<KeyValue> tags(Job job, String model, String version, JobResult result) {
        List<KeyValue> tags = new ArrayList<>();
        tags.add(new KeyValue(Runs.NAME_TAG, name(job)));
        tags.add(new KeyValue("mlflow.user", job.user()));
        tags.add(new KeyValue("mlflow.source.type", "JOB"));
        tags.add(new KeyValue("heddle.job", job.id()));
        tags.add(new KeyValue("heddle.model", model));
        tags.add(new KeyValue("heddle.version", version));
        job.schedule().ifPresent(of -> tags.add(new KeyValue("heddle.schedule", of)));
        job.spec().input().ifPresent(of -> tags.add(new KeyValue("heddle.input", of)));
        job.spec().output().ifPresent(of -> tags.add(new KeyValue("heddle.output", of)));
        for (JobResult.Published one : result.published()) {
            tags.add(
                    new KeyValue("heddle.published." + one.table(), String.valueOf(one.version())));
        }
        result.error().ifPresent(of -> tags.add(new KeyValue("heddle.failure", of.message())));
        return tags.stream().map(tag -> tag.shortened(Checks.MAX_TAG)).toList();
    }

    private static Points points(JobResult result, Instant begin) {
        long at = result.finishedAt().toEpochMilli();
        Points points = new Points();
        points.add(-1, Metric.of("rows_in", result.rowsIn(), at, 0));
        points.add(-1, Metric.of("rows_out", result.rowsOut(), at, 0));
        points.add(-1, Metric.of("rows_skipped", result.rowsSkipped(), at, 0));
        points.add(-1, Metric.of("rows_quarantined", result.rowsQuarantined(), at, 0));
        double seconds = Duration.between(begin, result.finishedAt()).toMillis() / 1e3;
        points.add(-1, Metric.of("seconds", seconds, at, 0));
        result.figures()
                .forEach(
                        (name, figure) -> {
                            String full = "batch/" + name;
                            points.add(-1, Metric.of(full, figure.mean(), at, 0));
                            points.add(-1, Metric.of(full + ".count", figure.count(), at, 0));
                            points.add(-1, Metric.of(full + ".least", figure.least(), at, 0));
                            points.add(-1, Metric.of(full + ".greatest", figure.greatest(), at, 0));
                        });
        return points;
    }
}
