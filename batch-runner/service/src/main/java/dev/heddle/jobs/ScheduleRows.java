package dev.heddle.jobs;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.CatchUp;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.Schedule;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Schedules in the database. Each method is one transaction. */
@Singleton
class ScheduleRows {
    private static final String UNCHANGED =
            " where name = :name and updated_at = :updated and next_at is not distinct from :seen";

    private final JobRows jobs;

    ScheduleRows(JobRows jobs) {
        this.jobs = jobs;
    }

    /** How the attempt to make a job for a time went. */
    enum Outcome {
        BEGUN,
        /** A job of the schedule has not ended. */
        BUSY,
        /** Somebody changed the schedule, or another process has dealt with the time. */
        CHANGED
    }

    Optional<Schedule> find(String name) {
        return jobs.run(
                handle ->
                        handle.createQuery("select * from schedule where name = :name")
                                .bind("name", name)
                                .map((row, context) -> schedule(row))
                                .findOne());
    }

    /** Schedules by name, after a name. */
    List<Schedule> list(String after, int limit) {
        return jobs.run(
                handle ->
                        handle.createQuery(
                                        """
                                        select * from schedule where name > :after
                                        order by name limit :limit
                                        """)
                                .bind("after", after)
                                .bind("limit", limit)
                                .map((row, context) -> schedule(row))
                                .list());
    }

    /** The schedules whose next time has come. */
    List<Schedule> due(Instant now) {
        return jobs.run(
                handle ->
                        handle.createQuery(
                                        "select * from schedule where next_at <= :now order by next_at")
                                .bind("now", Timestamp.from(now))
                                .map((row, context) -> schedule(row))
                                .list());
    }

    /**
     * Makes a schedule, or replaces what it says; when it last ran stays. So does the time that
     * comes next, where the cron and its zone are the same and it was not paused.
     */
    void put(Schedule schedule) {
        jobs.run(
                handle ->
                        handle.createUpdate(
                                        """
                                        insert into schedule (name, cron, zone, catch_up, job,
                                            updated_by, updated_at, next_at)
                                        values (:name, :cron, :zone, :catchUp,
                                            cast(:job as jsonb), :by, :updated, :next)
                                        on conflict (name) do update set
                                            cron = excluded.cron,
                                            zone = excluded.zone,
                                            catch_up = excluded.catch_up,
                                            job = excluded.job,
                                            updated_by = excluded.updated_by,
                                            updated_at = excluded.updated_at,
                                            next_at = case
                                                when excluded.next_at is null then null
                                                when schedule.cron = excluded.cron
                                                    and schedule.zone = excluded.zone
                                                then coalesce(schedule.next_at, excluded.next_at)
                                                else excluded.next_at end
                                        """)
                                .bind("name", schedule.name())
                                .bind("cron", schedule.cron())
                                .bind("zone", schedule.zone())
                                .bind("catchUp", schedule.catchUp().name())
                                .bind("job", HeddleJson.text(schedule.job()))
                                .bind("by", schedule.user())
                                .bind("updated", Timestamp.from(schedule.updatedAt()))
                                .bind("next", timestamp(schedule.next()))
                                .execute());
    }

    /** Whether there was such a schedule. */
    boolean delete(String name) {
        return jobs.run(
                        handle ->
                                handle.createUpdate("delete from schedule where name = :name")
                                        .bind("name", name)
                                        .execute())
                == 1;
    }

    /**
     * Makes a job for a time of a schedule.
     *
     * @param seen the schedule as it was when this was decided
     * @param next the time that comes after; empty if the schedule is paused
     * @param leftOut times that are given up with it
     */
    Outcome begin(
            Schedule seen,
            Job job,
            Instant time,
            Optional<Instant> next,
            Optional<Schedule.Gap> leftOut) {
        return jobs.run(
                handle -> {
                    if (!lock(handle, seen)) {
                        return Outcome.CHANGED;
                    }
                    if (isBusy(handle, seen.name())) {
                        return Outcome.BUSY;
                    }
                    JobRows.insert(handle, job);
                    handle.createUpdate(
                                    """
                                    update schedule set next_at = :next, last_job = :job,
                                        last_time = :time, last_at = :at,
                                        left_out_from = coalesce(:from, left_out_from),
                                        left_out_until = coalesce(:until, left_out_until)
                                    where name = :name
                                    """)
                            .bind("name", seen.name())
                            .bind("next", timestamp(next))
                            .bind("job", job.id())
                            .bind("time", Timestamp.from(time))
                            .bind("at", Timestamp.from(job.submittedAt()))
                            .bind("from", timestamp(leftOut.map(Schedule.Gap::from)))
                            .bind("until", timestamp(leftOut.map(Schedule.Gap::until)))
                            .execute();
                    return Outcome.BEGUN;
                });
    }

    /** Whether it is still as it was seen; nobody else changes it until the transaction ends. */
    private static boolean lock(Handle handle, Schedule seen) {
        return handle.createQuery("select 1 from schedule" + UNCHANGED + " for update")
                .bind("name", seen.name())
                .bind("updated", Timestamp.from(seen.updatedAt()))
                .bind("seen", timestamp(seen.next()))
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** A statement of its own: it sees what others wrote before the lock was given. */
    private static boolean isBusy(Handle handle, String schedule) {
        return handle.createQuery(
                        """
                        select exists (select 1 from job where schedule = :schedule
                            and state in ('QUEUED', 'RUNNING', 'CANCELLING'))
                        """)
                .bind("schedule", schedule)
                .mapTo(Boolean.class)
                .one();
    }

    /** Gives times up, unless somebody has changed the schedule. */
    void leaveOut(Schedule seen, Schedule.Gap gap) {
        jobs.run(
                handle ->
                        handle.createUpdate(
                                        "update schedule set next_at = :until, left_out_from ="
                                                + " :from, left_out_until = :until"
                                                + UNCHANGED)
                                .bind("name", seen.name())
                                .bind("updated", Timestamp.from(seen.updatedAt()))
                                .bind("seen", timestamp(seen.next()))
                                .bind("from", Timestamp.from(gap.from()))
                                .bind("until", Timestamp.from(gap.until()))
                                .execute());
    }

    private static Schedule schedule(ResultSet row) throws SQLException {
        Optional<Instant> next = JobRows.instant(row.getTimestamp("next_at"));
        Optional<Instant> lastTime = JobRows.instant(row.getTimestamp("last_time"));
        Optional<Instant> leftOut = JobRows.instant(row.getTimestamp("left_out_from"));
        String lastJob = row.getString("last_job");
        Optional<Instant> lastAt = JobRows.instant(row.getTimestamp("last_at"));
        Optional<Instant> until = JobRows.instant(row.getTimestamp("left_out_until"));
        return new Schedule(
                row.getString("name"),
                row.getString("cron"),
                row.getString("zone"),
                CatchUp.valueOf(row.getString("catch_up")),
                next.isEmpty(),
                HeddleJson.ofText(row.getString("job"), JobSpec.class),
                row.getString("updated_by"),
                row.getTimestamp("updated_at").toInstant(),
                next,
                lastTime.map(time -> new Schedule.Run(lastJob, time, lastAt.orElseThrow())),
                leftOut.map(from -> new Schedule.Gap(from, until.orElseThrow())));
    }

    private static Timestamp timestamp(Optional<Instant> time) {
        return time.map(Timestamp::from).orElse(null);
    }
}
