package dev.heddle.monitors.outcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Origin;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.batch.BatchJobs;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.monitors.FeatureSkew;
import dev.heddle.client.monitors.MonitorCheck;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.client.monitors.SkewRequest;
import dev.heddle.model.Field;
import dev.heddle.model.Field.FeatureReference;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.Signature;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeatureSkewsTest {
    private static final Instant NOW = Instant.parse("2026-11-08T10:00:00Z");
    private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");

    private final KnownJobs jobs = new KnownJobs();
    private final FeatureSkews skews = new FeatureSkews(() -> jobs, new OneModel(), settings());

    private static OutcomesFixture.Settings settings() {
        OutcomesFixture.Settings settings = new OutcomesFixture.Settings();
        settings.logDir = Path.of("/data/inference-log");
        return settings;
    }

    @Test
    void shouldAskForAJobOverTheLogUntilHalfAnHourAgo() {
        Job job = skews.compare("churn", 1, new SkewRequest(FROM, Optional.empty()), "ann", NOW);

        assertThat(job.spec().kind()).isEqualTo(JobKind.SKEW);
        assertThat(job.spec().model()).hasValue("churn/1");
        assertThat(job.spec().input()).hasValue("/data/inference-log");
        assertThat(job.spec().asOf()).hasValue("2026-11-01T00:00:00Z/2026-11-08T09:30:00Z");
        assertThat(job.user()).isEqualTo("ann");
    }

    @Test
    void shouldRefuseATimeThatIsNoneAndAVersionWithoutFeatures() {
        assertThatThrownBy(
                        () ->
                                skews.compare(
                                        "churn",
                                        1,
                                        new SkewRequest(NOW, Optional.of(FROM)),
                                        "ann",
                                        NOW))
                .hasMessageContaining("expected a time before 2026-11-01T00:00:00Z");
        assertThatThrownBy(
                        () ->
                                skews.compare(
                                        "plain",
                                        1,
                                        new SkewRequest(FROM, Optional.empty()),
                                        "a",
                                        NOW))
                .hasMessage("plain@1 reads no features");
    }

    @Test
    void shouldJudgeEachFeatureByTheShareThatDiffers() {
        jobs.rows = List.of(skew("age", 1_000, 10), skew("visits", 1_000, 11), skew("none", 0, 0));

        List<MonitorCheck> checks = skews.checks("churn", 1, MonitorPolicy.DEFAULT);

        assertThat(checks)
                .extracting(MonitorCheck::subject)
                .containsExactly("input.age", "input.visits", "input.none");
        assertThat(checks)
                .extracting(MonitorCheck::state)
                .containsExactly(MonitorState.OK, MonitorState.ALERT, MonitorState.LEARNING);
        assertThat(checks.get(1).value()).hasValue(0.011);
        assertThat(checks.get(1).threshold()).hasValue(0.01);
        assertThat(checks.get(1).message())
                .isEqualTo(
                        "in 1.1 % of the logged calls visits had another value than its table says:"
                                + " heddle batch show job-1");
        assertThat(skews.checks("churn", 2, MonitorPolicy.DEFAULT)).isEmpty();
    }

    private static String skew(String field, long rows, long differing) {
        return HeddleJson.text(
                new FeatureSkew(
                        field, "activity", rows, differing, Optional.empty(), 0, 0, List.of()));
    }

    private static Job job(JobSpec spec, String user, Optional<JobResult> result) {
        return new Job(
                "job-1",
                spec,
                result.isPresent() ? Job.State.SUCCEEDED : Job.State.QUEUED,
                user,
                Optional.empty(),
                spec.model(),
                1,
                NOW,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                result);
    }

    /** Jobs that are asked for, and one that has succeeded. */
    private static final class KnownJobs implements BatchJobs {
        private List<String> rows = List.of();

        @Override
        public Job submit(JobSpec spec, String user) {
            return job(spec, user, Optional.empty());
        }

        @Override
        public Optional<Job> newest(JobKind kind, String view) {
            return Optional.empty();
        }

        @Override
        public Optional<Job> newestSucceeded(JobKind kind, String version) {
            if (kind != JobKind.SKEW || !version.equals("churn/1")) {
                return Optional.empty();
            }
            JobResult result =
                    new JobResult(
                            JobResult.Outcome.SUCCEEDED,
                            Optional.empty(),
                            0,
                            0,
                            0,
                            0,
                            List.of(),
                            List.of(),
                            rows,
                            List.of(),
                            Optional.empty(),
                            NOW);
            return Optional.of(
                    job(JobSpec.skew(version, "/x", FROM, NOW), "a", Optional.of(result)));
        }
    }

    /** A model with a feature, and one without. */
    private static final class OneModel implements ServingRegistry {
        @Override
        public ModelVersion version(String model, String reference) {
            Field feature =
                    new Field(
                            "visits",
                            Scalar.LONG,
                            false,
                            Optional.empty(),
                            Optional.of(new FeatureReference("activity", List.of("id"), "visits")));
            Field id = Field.required("id", Scalar.LONG);
            List<Field> inputs = model.equals("churn") ? List.of(id, feature) : List.of(id);
            return new ModelVersion(
                    model,
                    Integer.parseInt(reference),
                    "0",
                    List.of("heddle_java"),
                    Optional.empty(),
                    Optional.of(new Signature(new Struct(inputs), new Struct(List.of(id)))),
                    Map.of(),
                    Map.of(),
                    List.of(),
                    Origin.unknown(),
                    Map.of(),
                    List.of(),
                    Instant.EPOCH,
                    "test");
        }

        @Override
        public Deployments deployments(long revision, Duration wait) {
            throw new UnsupportedOperationException();
        }

        @Override
        public InputStream open(String sha256) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void report(Report report) {
            throw new UnsupportedOperationException();
        }
    }
}
