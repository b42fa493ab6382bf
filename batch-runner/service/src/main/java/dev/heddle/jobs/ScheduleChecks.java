package dev.heddle.jobs;

import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.Schedule;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks whether the jobs of schedules began in time and succeeded. Schedules that are paused are
 * passed over.
 */
@Singleton
class ScheduleChecks implements OperationalChecks {
    /** So long after its time a job has begun, or is missed. */
    private static final Duration PUNCTUAL = Duration.ofMinutes(10);

    private static final int PAGE = 500;

    private final ScheduleRows schedules;
    private final JobRows jobs;
    private final Clock clock;

    @Inject
    ScheduleChecks(ScheduleRows schedules, JobRows jobs) {
        this(schedules, jobs, Clock.systemUTC());
    }

    ScheduleChecks(ScheduleRows schedules, JobRows jobs, Clock clock) {
        this.schedules = schedules;
        this.jobs = jobs;
        this.clock = clock;
    }

    @Override
    public List<Kind> kinds() {
        return List.of(Kind.JOBS);
    }

    @Override
    public List<TargetCheck> checks() {
        List<TargetCheck> checks = new ArrayList<>();
        String after = "";
        List<Schedule> page;
        do {
            page = schedules.list(after, PAGE);
            page.stream()
                    .filter(schedule -> !schedule.paused())
                    .map(this::check)
                    .forEach(checks::add);
            after = page.isEmpty() ? after : page.get(page.size() - 1).name();
        } while (page.size() == PAGE);
        return checks;
    }

    private TargetCheck check(Schedule schedule) {
        String message =
                missed(schedule).or(() -> failed(schedule)).or(() -> leftOut(schedule)).orElse("");
        return new TargetCheck(
                Kind.JOBS,
                schedule.name(),
                "",
                message.isEmpty() ? MonitorState.OK : MonitorState.ALERT,
                Optional.empty(),
                Optional.empty(),
                message,
                "/ui/jobs/schedules/" + URLEncoder.encode(schedule.name(), StandardCharsets.UTF_8));
    }

    private Optional<String> missed(Schedule schedule) {
        Instant latest = clock.instant().minus(PUNCTUAL);
        return schedule.next()
                .filter(next -> next.isBefore(latest))
                .map(
                        next ->
                                "its job of %s has not begun yet%s"
                                        .formatted(
                                                next,
                                                running(schedule)
                                                        .map(
                                                                job ->
                                                                        ": job %s still runs"
                                                                                .formatted(job))
                                                        .orElse("")));
    }

    private Optional<String> running(Schedule schedule) {
        return schedule.last()
                .flatMap(last -> jobs.find(last.job()))
                .filter(job -> !job.state().isFinal())
                .map(Job::id);
    }

    /** Its last job that has ended says so, since the next one may run for hours. */
    private Optional<String> failed(Schedule schedule) {
        return jobs.lastEnded(schedule.name())
                .filter(job -> job.state() == Job.State.FAILED)
                .map(
                        job ->
                                "job %s failed: %s"
                                        .formatted(
                                                job.id(),
                                                job.result()
                                                        .flatMap(JobResult::error)
                                                        .map(JobResult.Failure::message)
                                                        .orElse("see its log")));
    }

    private static Optional<String> leftOut(Schedule schedule) {
        return schedule.leftOut()
                .filter(
                        gap ->
                                schedule.last()
                                        .map(last -> last.time().isBefore(gap.from()))
                                        .orElse(true))
                .map(
                        gap ->
                                "its times from %s to before %s were left out"
                                        .formatted(gap.from(), gap.until()));
    }
}
