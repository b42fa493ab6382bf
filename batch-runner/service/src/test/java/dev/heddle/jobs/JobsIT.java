package dev.heddle.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.Heddle;
import dev.heddle.client.batch.FeatureSource;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobQuery;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.OutputMode;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JobsIT {
    private static final FeatureSource ACTIVITY = source("activity");

    private static EmbeddedPostgres postgres;
    private static Heddle registry;
    private static JobRows rows;
    private static Jobs jobs;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
        registry = Heddle.connect(URI.create("http://127.0.0.1:9"));
        BatchConfig config = new TestBatchConfig(Path.of("jobs"));
        rows = new JobRows(postgres.getPostgresDatabase());
        jobs = new Jobs(rows, new JobFolders(config), config, registry);
    }

    @AfterAll
    static void stop() throws IOException {
        registry.close();
        postgres.close();
    }

    private static FeatureSource source(String view) {
        return new FeatureSource(
                view, "features." + view, List.of("customerId"), "time", Optional.empty());
    }

    private static JobSpec.Draft latest() {
        return JobSpec.latest(ACTIVITY, List.of("visits"), "/tmp/out");
    }

    @Test
    void shouldRunTheSameAgainWithWhatItTurnedOutToMean() {
        JobSpec asked = JobSpec.of(JobKind.WRITE).input("a.b").output("c.d").build();
        Job job = jobs.submit(asked, "ann", Optional.empty());
        JobSpec meant = asked.draft().features(List.of(ACTIVITY)).build();

        rows.settled(job.id(), "churn/3", meant);

        assertThat(jobs.find(job.id()).spec()).isEqualTo(meant);
        assertThat(jobs.find(job.id()).model()).contains("churn/3");
        assertThat(jobs.rerun(job.id(), "bob").spec()).isEqualTo(meant);
    }

    @Test
    void shouldTakeAJobThatReadsAView() {
        JobSpec spec = latest().asOf("2026-11-01T00:00:00Z").where("customerid = 42").build();

        Job job = jobs.submit(spec, "ann", Optional.empty());

        assertThat(jobs.find(job.id()).spec()).isEqualTo(spec);
    }

    @Test
    void shouldFindJobsByWhatTheyAre() {
        JobSpec write = JobSpec.of(JobKind.WRITE).input("x.csv").output("found.a").build();
        JobSpec read = JobSpec.of(JobKind.READ).input("found.a").output("/tmp/out").build();
        Job plain = jobs.submit(write, "ann", Optional.empty());
        Job scheduled = jobs.submit(read, "ann", Optional.of("found-nightly"));
        Job first = jobs.submit(write, "ann", Optional.empty());
        Job second = jobs.submit(write, "ann", Optional.empty());
        rows.settled(first.id(), "found/1", write);
        rows.settled(second.id(), "found/12", write);
        rows.cancelQueued(second.id());

        assertThat(found(JobQuery.ofTable("found.a")))
                .containsExactly(second.id(), first.id(), scheduled.id(), plain.id());
        assertThat(found(JobQuery.ofSchedule("found-nightly"))).containsExactly(scheduled.id());
        assertThat(found(JobQuery.of("", "", "found", "", "")))
                .containsExactly(second.id(), first.id());
        assertThat(found(JobQuery.of("", "", "found/1", "", ""))).containsExactly(first.id());
        assertThat(found(JobQuery.of("", "", "foun", "", ""))).isEmpty();
        assertThat(found(JobQuery.of("", "read", "", "", "found.a")))
                .containsExactly(scheduled.id());
        assertThat(found(JobQuery.of("cancelled", "", "found", "", "")))
                .containsExactly(second.id());
    }

    @Test
    void shouldGoOnWithAPageOfWhatWasAskedFor() {
        JobSpec write = JobSpec.of(JobKind.WRITE).input("x.csv").output("paged.a").build();
        JobSpec other = JobSpec.of(JobKind.WRITE).input("x.csv").output("paged.b").build();
        Job oldest = jobs.submit(write, "ann", Optional.empty());
        jobs.submit(other, "ann", Optional.empty());
        Job newest = jobs.submit(write, "ann", Optional.empty());
        JobQuery query = JobQuery.ofTable("paged.a");

        List<Job> first = jobs.list(query, Optional.empty(), 1);
        List<Job> second = jobs.list(query, Optional.of(first.get(0).id()), 1);

        assertThat(first).extracting(Job::id).containsExactly(newest.id());
        assertThat(second).extracting(Job::id).containsExactly(oldest.id());
    }

    private static List<String> found(JobQuery query) {
        return jobs.list(query, Optional.empty(), 100).stream().map(Job::id).toList();
    }

    @Test
    void shouldRefuseToReadAViewThatIsNotSaid() {
        assertRefused(
                JobSpec.of(JobKind.LATEST),
                "a job of kind LATEST needs features (the view's table), keys (the features that"
                        + " are read)");
        assertRefused(
                JobSpec.of(JobKind.MATERIALIZE),
                "a job of kind MATERIALIZE needs view (its topic), features (the view's table),"
                        + " keys (the features that are read)");
        assertRefused(
                latest().features(List.of(ACTIVITY, source("weather"))),
                "a job of kind LATEST reads one feature view, found [activity, weather]");
        assertRefused(
                latest().mode(OutputMode.APPEND),
                "a job of kind LATEST replaces its folder, found mode APPEND and partitionBy []");
        assertRefused(
                latest().asOf("7"), "asOf is '7', expected a time such as 2026-11-01T00:00:00Z");
    }

    private static void assertRefused(JobSpec.Draft draft, String message) {
        assertThatThrownBy(() -> jobs.submit(draft.build(), "ann", Optional.empty()))
                .isInstanceOf(HeddleException.class)
                .hasMessage(message)
                .extracting(e -> ((HeddleException) e).code())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }
}
