package dev.heddle.dashboard.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobProgress;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.dashboard.Display;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobWordsTest {
    private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");

    private static Job job(JobSpec spec, Job.State state, JobProgress progress) {
        return new Job(
                "20261101-000000-abcd",
                spec,
                state,
                "ann",
                Optional.empty(),
                Optional.of("churn/3"),
                1,
                BEGIN,
                Optional.of(BEGIN),
                Optional.of(BEGIN.plusSeconds(79)),
                Optional.ofNullable(progress),
                Optional.empty());
    }

    private static JobProgress progress(int tasksDone, int tasks, long read, OptionalLong total) {
        return new JobProgress(
                JobProgress.Phase.RUNNING,
                1,
                2,
                tasksDone,
                tasks,
                read,
                0,
                total,
                0,
                Optional.empty(),
                Optional.empty(),
                BEGIN);
    }

    private static JobSpec scoring() {
        return JobSpec.of(JobKind.SCORE).model("churn@champion").input("a.b").output("c.d").build();
    }

    @Test
    void shouldSayWhatAJobDoesAndLeaveFoldersOut() {
        JobSpec write =
                JobSpec.of(JobKind.WRITE)
                        .input("/data/new/customers.parquet")
                        .output("a.b")
                        .build();
        JobSpec read = JobSpec.of(JobKind.READ).input("a.b").output("s3://bucket/out/").build();

        assertThat(JobWords.summary(scoring())).isEqualTo("Score a.b with churn@champion");
        assertThat(JobWords.summary(write)).isEqualTo("Write customers.parquet to a.b");
        assertThat(JobWords.summary(read)).isEqualTo("Read a.b into out");
    }

    @Test
    void shouldSayHowFarAJobIsByRowsOrElseByTasks() {
        assertThat(done(progress(1, 4, 30, OptionalLong.of(40)))).contains(75);
        assertThat(done(progress(1, 4, 30, OptionalLong.empty()))).contains(25);
        assertThat(done(progress(1, 4, 90, OptionalLong.of(40)))).contains(100);
        assertThat(done(progress(0, 0, 0, OptionalLong.empty()))).isEmpty();
        assertThat(done(null)).isEmpty();
        assertThat(
                        JobWords.done(
                                job(
                                        scoring(),
                                        Job.State.FAILED,
                                        progress(1, 4, 0, OptionalLong.empty()))))
                .isEmpty();
    }

    private static Optional<Integer> done(JobProgress progress) {
        return JobWords.done(job(scoring(), Job.State.RUNNING, progress));
    }

    @Test
    void shouldTakeTheVersionApart() {
        Job job = job(scoring(), Job.State.SUCCEEDED, null);

        assertThat(JobWords.modelName(job)).isEqualTo("churn");
        assertThat(JobWords.modelVersion(job)).isEqualTo("3");
        assertThat(JobWords.took(job)).contains("1 min 19 s");
    }

    @ParameterizedTest
    @CsvSource({"48, 48 s", "79, 1 min 19 s", "11100, 3 h 5 min"})
    void shouldSayHowLongItTook(long seconds, String words) {
        assertThat(Display.length(Duration.ofSeconds(seconds))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "growth.customers, true",
        "customers.parquet, false",
        "scores.jsonl, false",
        "/data/customers, false",
        "iceberg.growth.customers, false"
    })
    void shouldTellTablesFromFiles(String place, boolean isTable) {
        assertThat(JobWords.isTable(place)).isEqualTo(isTable);
    }
}
