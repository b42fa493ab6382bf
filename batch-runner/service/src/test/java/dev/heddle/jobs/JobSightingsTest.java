package dev.heddle.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobProfile;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobResult.Outcome;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.monitors.Engine;
import dev.heddle.client.monitors.MonitorRegistry;
import dev.heddle.client.monitors.MonitorReport;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobSightingsTest {
    private static final Instant END = Instant.parse("2026-11-29T10:15:42Z");

    @TempDir private Path folder;

    private final List<MonitorReport> told = new ArrayList<>();
    private Optional<ErrorCode> refusal = Optional.empty();
    private JobFolders folders;
    private JobSightings sightings;

    @BeforeEach
    void open() throws IOException {
        folders = new JobFolders(new TestBatchConfig(folder));
        Files.createDirectories(folders.of("one"));
        sightings =
                new JobSightings(
                        folders,
                        new MonitorRegistry() {
                            @Override
                            public void report(List<MonitorReport> reports) {
                                if (refusal.isPresent()) {
                                    throw new HeddleException(refusal.get(), "not now");
                                }
                                told.addAll(reports);
                            }

                            @Override
                            public void baseline(String model, int version, byte[] profile) {
                                throw new UnsupportedOperationException();
                            }
                        });
    }

    private void leave(JobProfile profile) throws IOException {
        Files.write(
                folders.of("one").resolve(JobProfile.FILE),
                HeddleJson.mapper().writeValueAsBytes(profile));
    }

    private static Job job() {
        return new Job(
                "one",
                JobSpec.of(JobKind.SCORE).input("a.b").output("growth.scores").build(),
                Job.State.RUNNING,
                "ann",
                Optional.empty(),
                Optional.of("churn/3"),
                1,
                END,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static JobResult result(Outcome outcome) {
        return new JobResult(
                outcome,
                Optional.empty(),
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                END);
    }

    @Test
    void shouldTellWhatAJobSawInTheMinuteOfItsEnd() throws IOException {
        // given
        leave(new JobProfile(2_000, Map.of("INVALID_INPUT", 2L), new byte[] {1, 2}));

        // when
        sightings.ended(job(), result(Outcome.SUCCEEDED));

        // then
        assertThat(told).hasSize(1);
        MonitorReport report = told.get(0);
        assertThat(report.model()).isEqualTo("churn");
        assertThat(report.version()).isEqualTo(3);
        assertThat(report.engine()).isEqualTo(Engine.BATCH);
        assertThat(report.source()).isEqualTo("growth.scores");
        assertThat(report.process()).isEqualTo("one");
        assertThat(report.minute()).isEqualTo("2026-11-29T10:15:00Z");
        assertThat(report.calls()).isEqualTo(2_000);
        assertThat(report.errors()).containsExactly(Map.entry("INVALID_INPUT", 2L));
        assertThat(report.latency()).isEmpty();
        assertThat(report.profile()).containsExactly(1, 2);
    }

    @Test
    void shouldTellNothingOfAJobThatFailedOrSawNothing() throws IOException {
        // when
        sightings.ended(job(), result(Outcome.SUCCEEDED));
        leave(new JobProfile(1, Map.of(), new byte[0]));
        sightings.ended(job(), result(Outcome.FAILED));

        // then
        assertThat(told).isEmpty();
    }

    @Test
    void shouldHoldUpAJobOnlyWhileNothingCanBeTold() throws IOException {
        // given
        leave(new JobProfile(1, Map.of(), new byte[0]));

        // when, then
        refusal = Optional.of(ErrorCode.INVALID_REQUEST);
        assertThatCode(() -> sightings.ended(job(), result(Outcome.SUCCEEDED)))
                .doesNotThrowAnyException();
        refusal = Optional.of(ErrorCode.UNAVAILABLE);
        assertThatThrownBy(() -> sightings.ended(job(), result(Outcome.SUCCEEDED)))
                .isInstanceOf(HeddleException.class);
    }

    @Test
    void shouldPassOverAProfileThatCannotBeRead() throws IOException {
        // given
        Files.writeString(folders.of("one").resolve(JobProfile.FILE), "{\"rows\": ");

        // when
        sightings.ended(job(), result(Outcome.SUCCEEDED));

        // then
        assertThat(told).isEmpty();
    }
}
