package dev.heddle.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.Origin;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobResult.Outcome;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.runs.FigureReport;
import dev.heddle.client.runs.FigureReport.Engine;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Figure;
import dev.heddle.model.HeddleException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FunctionRunsIT {
    private static final Instant AT = Instant.parse("2026-11-29T08:00:30Z");

    private final TrackingFixture tracking = new TrackingFixture();
    private final String versionRun = tracking.run();
    private final OneVersion registry = new OneVersion(versionRun);
    private final FigurePoints points = new FigurePoints(tracking.database, registry);
    private final JobRunLog jobs = new JobRunLog(tracking.database, registry);

    private Map<String, Double> metrics(String runId) {
        return tracking.runs.get(runId).data().metrics().stream()
                .collect(Collectors.toMap(Metric::key, Metric::value));
    }

    private static FigureReport report(String model, Engine engine, Figure margin) {
        return new FigureReport(model, 3, engine, AT, Map.of("margin", margin));
    }

    @Test
    void shouldAddFiguresToTheRunOfTheirVersion() {
        FigureReport report = report("churn", Engine.ONLINE, new Figure(4, 2, -1, 3));

        points.report(List.of(report, report));

        assertThat(metrics(versionRun))
                .containsEntry("online/margin", 0.5)
                .containsEntry("online/margin.count", 4.0);
        List<Metric> history =
                tracking.history.page(versionRun, "online/margin", 10, Optional.empty()).metrics();
        assertThat(history).hasSize(1);
        assertThat(history.get(0).step()).isEqualTo(AT.getEpochSecond() / 60);
        assertThat(history.get(0).timestamp()).isEqualTo(AT.toEpochMilli());
    }

    @Test
    void shouldDropFiguresOfVersionsThatAreGone() {
        points.report(
                List.of(
                        report("gone", Engine.STREAM, Figure.of(1)),
                        report("churn", Engine.STREAM, Figure.of(1))));

        assertThat(metrics(versionRun)).containsEntry("stream/margin", 1.0);
    }

    @Test
    void shouldLeaveOneRunOfAJobHoweverOftenItsEndIsTold() {
        JobResult result = result(Outcome.SUCCEEDED).reporting(Map.of("margin", Figure.of(2)));

        jobs.ended(job(JobKind.SCORE), Job.State.SUCCEEDED, result);
        jobs.ended(job(JobKind.SCORE), Job.State.SUCCEEDED, result);

        Run run = tracking.runs.get(Job.runId("j1"));
        Map<String, String> tags =
                run.data().tags().stream()
                        .collect(Collectors.toMap(KeyValue::key, KeyValue::value));
        assertThat(run.info().status()).isEqualTo("FINISHED");
        assertThat(run.info().runName()).isEqualTo("job-j1");
        assertThat(run.data().params()).containsExactly(new KeyValue("threshold", "0.4"));
        assertThat(tags)
                .containsEntry("heddle.job", "j1")
                .containsEntry("heddle.model", "churn")
                .containsEntry("heddle.version", "3")
                .containsEntry("heddle.output", "growth.scores");
        assertThat(metrics(run.info().runId()))
                .containsEntry("rows_in", 10.0)
                .containsEntry("rows_out", 9.0)
                .containsEntry("seconds", 30.0)
                .containsEntry("batch/margin", 2.0)
                .containsEntry("batch/margin.count", 1.0);
        assertThat(tracking.experiments.get(run.info().experimentId()).name()).isEqualTo("churn");
    }

    @Test
    void shouldSayHowAJobEnded() {
        jobs.ended(job(JobKind.SCORE), Job.State.CANCELLED, result(Outcome.FAILED));

        Run run = tracking.runs.get(Job.runId("j1"));
        assertThat(run.info().status()).isEqualTo("KILLED");
        assertThat(run.data().tags()).contains(new KeyValue("heddle.failure", "no rows"));
    }

    @Test
    void shouldLeaveNoRunOfAJobThatScoresNothing() {
        jobs.ended(job(JobKind.WRITE), Job.State.SUCCEEDED, result(Outcome.SUCCEEDED));

        assertThat(tracking.find(List.of("0"), "")).containsExactly(versionRun);
    }

    private static Job job(JobKind kind) {
        return new Job(
                "j1",
                JobSpec.of(kind).model("churn@champion").output("growth.scores").build(),
                Job.State.RUNNING,
                "ann",
                Optional.empty(),
                Optional.of("churn/3"),
                1,
                AT.minusSeconds(60),
                Optional.of(AT.minusSeconds(30)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static JobResult result(Outcome outcome) {
        return new JobResult(
                outcome,
                outcome == Outcome.SUCCEEDED
                        ? Optional.empty()
                        : Optional.of(new JobResult.Failure("INVALID_REQUEST", "no rows")),
                10,
                9,
                1,
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                AT);
    }

    /** A registry that has the version 3 of churn. */
    private record OneVersion(String runId) implements ServingRegistry {
        @Override
        public ModelVersion version(String model, String reference) {
            if (!model.equals("churn")) {
                throw new HeddleException(ErrorCode.MODEL_NOT_FOUND, "there is no " + model);
            }
            return new ModelVersion(
                    model,
                    3,
                    "d",
                    List.of("heddle_java"),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of("threshold", "0.4"),
                    Map.of(),
                    List.of(),
                    new Origin(Optional.empty(), "", "", List.of()),
                    Map.of(),
                    List.of(),
                    AT,
                    "ann",
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(runId),
                    Optional.empty());
        }

        @Override
        public Deployments deployments(long revision, Duration wait) {
            throw new AssertionError("nothing is served here");
        }

        @Override
        public InputStream open(String sha256) {
            throw new AssertionError("no files are read here");
        }

        @Override
        public void report(Report report) {
            throw new AssertionError("nothing is served here");
        }
    }
}
