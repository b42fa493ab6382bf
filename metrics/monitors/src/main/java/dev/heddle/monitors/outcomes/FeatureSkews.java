package dev.heddle.monitors.outcomes;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.batch.BatchJobs;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.monitors.FeatureSkew;
import dev.heddle.client.monitors.MonitorCheck;
import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.client.monitors.SkewReport;
import dev.heddle.client.monitors.SkewRequest;
import dev.heddle.client.monitors.VersionChecks;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * How far features were in logged calls from what their views' tables say of the same moments: a
 * batch job compares, and its result is kept with it.
 */
@Singleton
public final class FeatureSkews implements VersionChecks {
    /** What was written to a view by then is in its table, too. */
    private static final Duration ARCHIVED = Duration.ofMinutes(30);

    private final Supplier<BatchJobs> jobs;
    private final ServingRegistry registry;
    private final OutcomesConfig config;

    @Inject
    FeatureSkews(Instance<BatchJobs> jobs, ServingRegistry registry, OutcomesConfig config) {
        this(jobs::get, registry, config);
    }

    FeatureSkews(Supplier<BatchJobs> jobs, ServingRegistry registry, OutcomesConfig config) {
        this.jobs = jobs;
        this.registry = registry;
        this.config = config;
    }

    /**
     * Asks for a comparison.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if the version reads no features, or the
     *     time is none
     */
    Job compare(String model, int version, SkewRequest request, String user, Instant now) {
        ModelVersion described = registry.version(model, String.valueOf(version));
        boolean readsFeatures =
                described
                        .signature()
                        .filter(
                                s ->
                                        s.input().fields().stream()
                                                .anyMatch(f -> f.feature().isPresent()))
                        .isPresent();
        if (!readsFeatures) {
            throw invalid("%s reads no features".formatted(described.reference()));
        }
        Instant to = request.to().orElse(now.minus(ARCHIVED));
        if (!request.from().isBefore(to)) {
            throw invalid("from is %s, expected a time before %s".formatted(request.from(), to));
        }
        String folders =
                config.logDirs().stream()
                        .map(dir -> dir.toAbsolutePath().normalize().toString())
                        .collect(Collectors.joining(","));
        return jobs.get()
                .submit(
                        JobSpec.skew(
                                reference(described.model(), version), folders, request.from(), to),
                        user);
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }

    private static String reference(String model, int version) {
        return model + "/" + version;
    }

    /** What the newest comparison found that has succeeded; empty if none has. */
    public Optional<SkewReport> latest(String model, int version) {
        return jobs.get()
                .newestSucceeded(JobKind.SKEW, reference(model, version))
                .flatMap(
                        job ->
                                job.result()
                                        .map(
                                                result ->
                                                        new SkewReport(
                                                                model,
                                                                version,
                                                                job.id(),
                                                                result.finishedAt(),
                                                                config.skew(),
                                                                skews(result.rows()))));
    }

    private static List<FeatureSkew> skews(List<String> rows) {
        return rows.stream().map(row -> HeddleJson.ofText(row, FeatureSkew.class)).toList();
    }

    /** A judgement of each feature that the newest comparison has looked at. */
    @Override
    public List<MonitorCheck> checks(String model, int version, MonitorPolicy policy) {
        return latest(model, version).stream()
                .flatMap(report -> report.features().stream().map(skew -> check(report, skew)))
                .toList();
    }

    private static MonitorCheck check(SkewReport report, FeatureSkew skew) {
        boolean isAlert = skew.share() > report.threshold();
        MonitorState state =
                skew.rows() == 0
                        ? MonitorState.LEARNING
                        : isAlert ? MonitorState.ALERT : MonitorState.OK;
        return new MonitorCheck(
                Kind.SKEW,
                "input." + skew.field(),
                state,
                skew.rows() == 0 ? Optional.empty() : Optional.of(skew.share()),
                Optional.of(report.threshold()),
                isAlert
                        ? String.format(
                                Locale.ROOT,
                                "in %.1f %% of the logged calls %s had another value than its table"
                                        + " says: heddle batch show %s",
                                100 * skew.share(),
                                skew.field(),
                                report.job())
                        : "",
                report.at());
    }
}
