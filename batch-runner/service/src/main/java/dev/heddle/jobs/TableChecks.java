package dev.heddle.jobs;

import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.client.monitors.OperationalChecks;
import dev.heddle.client.monitors.TargetCheck;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Looks whether what was written last to each table kept the table's rules. A table whose last
 * write was refused is not well until one goes through; warnings refuse nothing.
 */
@Singleton
class TableChecks implements OperationalChecks {
    private static final Duration LATELY = Duration.ofDays(7);
    private static final int MOST_TABLES = 1_000;

    private final JobRows jobs;
    private final Clock clock;

    @Inject
    TableChecks(JobRows jobs) {
        this(jobs, Clock.systemUTC());
    }

    TableChecks(JobRows jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    @Override
    public List<Kind> kinds() {
        return List.of(Kind.TABLE);
    }

    @Override
    public List<TargetCheck> checks() {
        return jobs.lastWrites(clock.instant().minus(LATELY), MOST_TABLES).stream()
                .map(TableChecks::check)
                .toList();
    }

    private static TargetCheck check(Job job) {
        String table = job.spec().output().orElseThrow();
        List<Finding> findings = job.result().map(JobResult::findings).orElse(List.of());
        Optional<Finding> refused =
                findings.stream()
                        .filter(finding -> finding.blocks() && !finding.passed())
                        .findFirst();
        return new TargetCheck(
                Kind.TABLE,
                table,
                "",
                refused.isPresent() ? MonitorState.ALERT : MonitorState.OK,
                Optional.empty(),
                Optional.empty(),
                refused.map(finding -> message(job, finding)).orElse(""),
                "/ui/tables/" + URLEncoder.encode(table, StandardCharsets.UTF_8));
    }

    private static String message(Job job, Finding finding) {
        return "what job %s wrote was refused by %s: %s"
                .formatted(job.id(), finding.check(), finding.message());
    }
}
