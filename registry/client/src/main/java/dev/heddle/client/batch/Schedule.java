package dev.heddle.client.batch;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A job that is asked for again and again.
 *
 * <p>One job of a schedule runs at a time. How often a job is tried and how long it may take is
 * said in its specification.
 *
 * @param name its name
 * @param cron when: minute, hour, day of the month, month and day of the week
 * @param zone the time zone that this is meant in
 * @param catchUp what becomes of times that passed while no job could begin
 * @param paused whether no job begins until somebody resumes it; the times until then are left out
 * @param job what is asked for; its texts may hold {@code {date}}, {@code {date-1}}, {@code {hour}}
 *     and {@code {time}} of the schedule's time
 * @param user who set it, and asks for its jobs
 * @param updatedAt when it was set
 * @param next the time that comes next; empty if it is paused
 * @param last the last time that a job began for
 * @param leftOut the last times that no job was made for
 */
public record Schedule(
        String name,
        String cron,
        String zone,
        CatchUp catchUp,
        boolean paused,
        JobSpec job,
        String user,
        Instant updatedAt,
        Optional<Instant> next,
        Optional<Run> last,
        Optional<Gap> leftOut) {
    public Schedule {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(cron, "cron");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(catchUp, "catchUp");
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(updatedAt, "updatedAt");
        next = next == null ? Optional.empty() : next;
        last = last == null ? Optional.empty() : last;
        leftOut = leftOut == null ? Optional.empty() : leftOut;
    }

    /**
     * Times that no job was made for.
     *
     * @param from the first of them
     * @param until the time after the last of them
     */
    public record Gap(Instant from, Instant until) {
        public Gap {
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(until, "until");
        }
    }

    /**
     * A job of a schedule.
     *
     * @param job its id
     * @param time the schedule's time that it is for
     * @param submittedAt when it was asked for
     */
    public record Run(String job, Instant time, Instant submittedAt) {
        public Run {
            Objects.requireNonNull(job, "job");
            Objects.requireNonNull(time, "time");
            Objects.requireNonNull(submittedAt, "submittedAt");
        }
    }

    /**
     * The body of {@code PUT /api/v1/schedules/{name}}.
     *
     * @param cron as in the schedule
     * @param zone as in the schedule; empty for UTC
     * @param catchUp as in the schedule; empty for the last time
     * @param paused as in the schedule; empty for as it is, and for no with a new one
     * @param job as in the schedule
     */
    public record Plan(
            String cron,
            Optional<String> zone,
            Optional<CatchUp> catchUp,
            Optional<Boolean> paused,
            JobSpec job) {
        public Plan {
            zone = zone == null ? Optional.empty() : zone;
            catchUp = catchUp == null ? Optional.empty() : catchUp;
            paused = paused == null ? Optional.empty() : paused;
        }
    }
}
