package dev.heddle.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Heddle;
import dev.heddle.client.batch.CatchUp;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobQuery;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.Schedule;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.client.monitors.TargetCheck;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OperationalChecksIT {
    private static EmbeddedPostgres postgres;
    private static Heddle registry;

    private JobRows rows;
    private Jobs jobs;
    private Schedules schedules;
    private Instant first;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
        registry = Heddle.connect(URI.create("http://127.0.0.1:9"));
    }

    @AfterAll
    static void stop() throws IOException {
        registry.close();
        postgres.close();
    }

    @BeforeEach
    void schedule() {
        BatchConfig config = new TestBatchConfig(Path.of("jobs"));
        rows = new JobRows(postgres.getPostgresDatabase());
        jobs = new Jobs(rows, new JobFolders(config), config, registry);
        schedules = new Schedules(new ScheduleRows(rows), jobs);
        rows.run(handle -> handle.execute("truncate job, schedule"));
        first = schedules.set("copy", plan(), "ann").next().orElseThrow();
    }

    private static Schedule.Plan plan() {
        return new Schedule.Plan(
                "0 * * * *",
                Optional.empty(),
                Optional.of(CatchUp.LAST),
                Optional.empty(),
                JobSpec.of(JobKind.WRITE)
                        .input("growth.customers")
                        .output("growth.copies")
                        .build());
    }

    private TargetCheck schedule(Instant now) {
        ScheduleChecks checks =
                new ScheduleChecks(new ScheduleRows(rows), rows, Clock.fixed(now, ZoneOffset.UTC));
        assertThat(checks.checks()).hasSize(1);
        return checks.checks().get(0);
    }

    private List<TargetCheck> tables() {
        return new TableChecks(rows).checks();
    }

    private Job begin(Instant time) {
        schedules.begin(time);
        return rows.list(JobQuery.all(), Optional.empty(), 1).get(0);
    }

    private void end(Job job, Job.State state, Finding... findings) {
        boolean isFailed = state == Job.State.FAILED;
        JobResult result =
                new JobResult(
                        isFailed ? JobResult.Outcome.FAILED : JobResult.Outcome.SUCCEEDED,
                        isFailed
                                ? Optional.of(new JobResult.Failure("INVALID_INPUT", "row 7"))
                                : Optional.empty(),
                        1,
                        1,
                        0,
                        0,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(findings),
                        Optional.empty(),
                        Instant.now());
        rows.finish(job.id(), state, Optional.empty(), Optional.of(result));
    }

    @Test
    void shouldSayThatAJobDidNotBeginInTime() {
        TargetCheck inTime = schedule(first.plus(Duration.ofMinutes(5)));
        Job job = begin(first);
        Instant later = first.plus(Duration.ofMinutes(75));

        assertThat(inTime.state()).isEqualTo(MonitorState.OK);
        assertThat(schedule(first.plus(Duration.ofMinutes(50))).state()).isEqualTo(MonitorState.OK);
        assertThat(schedule(later).message())
                .isEqualTo(
                        "its job of %s has not begun yet: job %s still runs"
                                .formatted(first.plus(Duration.ofHours(1)), job.id()));
    }

    @Test
    void shouldSayThatTheLastJobFailedUntilOneSucceeds() {
        Job failed = begin(first);
        end(failed, Job.State.FAILED);
        TargetCheck after = schedule(first.plusSeconds(60));
        Job next = begin(first.plus(Duration.ofHours(1)));
        TargetCheck meanwhile = schedule(first.plus(Duration.ofHours(1)));
        end(next, Job.State.SUCCEEDED);

        assertThat(after.message()).isEqualTo("job %s failed: row 7".formatted(failed.id()));
        assertThat(meanwhile.state()).isEqualTo(MonitorState.ALERT);
        assertThat(schedule(first.plus(Duration.ofHours(1))).state()).isEqualTo(MonitorState.OK);
    }

    @Test
    void shouldPassOverSchedulesThatArePaused() {
        schedules.pause("copy", true);

        assertThat(new ScheduleChecks(new ScheduleRows(rows), rows).checks()).isEmpty();
    }

    @Test
    void shouldSayThatAWriteWasRefusedUntilOneGoesThrough() {
        Finding refused =
                new Finding("expect", true, false, "3 rows have no id", OptionalLong.of(3));
        Finding passed =
                new Finding("expect", true, true, "all rows have an id", OptionalLong.empty());
        Job first = begin(this.first);
        end(first, Job.State.FAILED, refused);
        List<TargetCheck> after = tables();
        end(begin(this.first.plus(Duration.ofHours(1))), Job.State.SUCCEEDED, passed);

        assertThat(after)
                .singleElement()
                .satisfies(
                        check -> {
                            assertThat(check.target()).isEqualTo("growth.copies");
                            assertThat(check.message())
                                    .isEqualTo(
                                            "what job %s wrote was refused by expect: 3 rows have no id"
                                                    .formatted(first.id()));
                        });
        assertThat(tables())
                .singleElement()
                .satisfies(check -> assertThat(check.state()).isEqualTo(MonitorState.OK));
    }
}
