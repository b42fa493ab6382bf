package dev.heddle.jobs;

import dev.heddle.client.batch.CatchUp;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.Schedule;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs that are asked for again and again. One job of a schedule is there at a time, however many
 * processes look after the same database, and each time gets one job or none.
 */
@Singleton
class Schedules {
    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** A time that passed longer ago is missed. */
    private static final Duration PUNCTUAL = Duration.ofMinutes(1);

    private final ScheduleRows rows;
    private final Jobs jobs;

    Schedules(ScheduleRows rows, Jobs jobs) {
        this.rows = rows;
        this.jobs = jobs;
    }

    /** Schedules by name, after a name. */
    List<Schedule> list(String after, int limit) {
        return rows.list(after, limit);
    }

    Schedule find(String name) {
        return rows.find(name).orElseThrow(() -> unknown(name));
    }

    /**
     * Makes a schedule, or changes it. Times that are still to be made up for stay so unless the
     * cron or its zone change.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if a job of it could not be submitted
     */
    Schedule set(String name, Schedule.Plan plan, String user) {
        if (!NAME.matcher(name).matches()) {
            throw invalid(
                    "schedule name '%s': expected a letter or digit, then at most 99 letters, digits, '.', '_' or '-'"
                            .formatted(name));
        }
        if (plan.job() == null) {
            throw invalid("the schedule says no job, expected {\"job\": {\"kind\": \"SCORE\", …}}");
        }
        Instant now = now();
        String zone = plan.zone().orElse("UTC");
        CronTimes times = CronTimes.of(plan.cron(), zone);
        jobs.check(JobTemplate.fill(plan.job(), now, times.zone()));
        boolean paused =
                plan.paused().orElseGet(() -> rows.find(name).map(Schedule::paused).orElse(false));
        rows.put(
                new Schedule(
                        name,
                        plan.cron(),
                        zone,
                        plan.catchUp().orElse(CatchUp.LAST),
                        paused,
                        plan.job(),
                        user,
                        now,
                        paused ? Optional.empty() : Optional.of(times.next(now)),
                        Optional.empty(),
                        Optional.empty()));
        return find(name);
    }

    /** Pauses a schedule, or lets it go on with the time that comes next. */
    Schedule pause(String name, boolean paused) {
        Schedule schedule = find(name);
        if (schedule.paused() == paused) {
            return schedule;
        }
        Instant now = now();
        CronTimes times = CronTimes.of(schedule.cron(), schedule.zone());
        rows.put(
                new Schedule(
                        name,
                        schedule.cron(),
                        schedule.zone(),
                        schedule.catchUp(),
                        paused,
                        schedule.job(),
                        schedule.user(),
                        now,
                        paused ? Optional.empty() : Optional.of(times.next(now)),
                        Optional.empty(),
                        Optional.empty()));
        return find(name);
    }

    void delete(String name) {
        if (!rows.delete(name)) {
            throw unknown(name);
        }
    }

    /**
     * Asks for a job of a schedule now, even of one that is paused. Its times are not touched.
     *
     * @throws HeddleException with {@code CONFLICT} if a job of it has not ended
     */
    Job runNow(String name, String user) {
        while (true) {
            Schedule schedule = find(name);
            Instant now = now();
            Job job = job(schedule, now, CronTimes.of(schedule.cron(), schedule.zone()), user);
            switch (rows.begin(schedule, job, now, schedule.next(), Optional.empty())) {
                case BEGUN -> {
                    return job;
                }
                case BUSY ->
                        throw new HeddleException(
                                ErrorCode.CONFLICT,
                                "a job of schedule '%s' has not ended; one runs at a time"
                                        .formatted(name));
                case CHANGED -> LOG.debug("A schedule has changed meanwhile. schedule={}", name);
            }
        }
    }

    /** Makes the jobs whose time has come. */
    void begin(Instant now) {
        for (Schedule schedule : rows.due(now)) {
            try {
                begin(schedule, now);
            } catch (RuntimeException e) {
                LOG.warn("A schedule could not be kept. schedule={}", schedule.name(), e);
            }
        }
    }

    private void begin(Schedule schedule, Instant now) {
        CronTimes times = CronTimes.of(schedule.cron(), schedule.zone());
        Instant first = schedule.next().orElseThrow();
        Instant last = times.last(first, now);
        boolean givesUp = schedule.catchUp() == CatchUp.NONE;
        if (givesUp && last.plus(PUNCTUAL).isBefore(now)) {
            leaveOut(schedule, first, times.next(last), "missed");
            return;
        }
        Instant time = schedule.catchUp() == CatchUp.ALL ? first : last;
        Optional<Schedule.Gap> leftOut =
                time.equals(first) ? Optional.empty() : Optional.of(new Schedule.Gap(first, time));
        Job job = job(schedule, time, times, schedule.user());
        ScheduleRows.Outcome outcome =
                rows.begin(schedule, job, time, Optional.of(times.next(time)), leftOut);
        if (outcome == ScheduleRows.Outcome.BEGUN) {
            LOG.info(
                    "A schedule has asked for a job. schedule={} time={} job={} leftOutFrom={}",
                    schedule.name(),
                    time,
                    job.id(),
                    leftOut.map(gap -> gap.from().toString()).orElse(""));
        } else if (outcome == ScheduleRows.Outcome.BUSY && givesUp) {
            leaveOut(schedule, first, times.next(last), "the job before has not ended");
        }
    }

    private void leaveOut(Schedule schedule, Instant from, Instant until, String reason) {
        rows.leaveOut(schedule, new Schedule.Gap(from, until));
        LOG.warn(
                "Times of a schedule are left out. schedule={} from={} until={} reason=\"{}\"",
                schedule.name(),
                from,
                until,
                reason);
    }

    /** Its version is chosen when it is launched: an alias may have moved until then. */
    private Job job(Schedule schedule, Instant time, CronTimes times, String user) {
        return jobs.queued(
                JobTemplate.fill(schedule.job(), time, times.zone()),
                user,
                Optional.of(schedule.name()),
                Optional.empty());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }

    private static HeddleException unknown(String name) {
        return new HeddleException(
                ErrorCode.NOT_FOUND, "there is no schedule '%s'".formatted(name));
    }
}
