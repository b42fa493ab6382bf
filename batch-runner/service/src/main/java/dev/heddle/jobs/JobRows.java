package dev.heddle.jobs;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobProgress;
import dev.heddle.client.batch.JobQuery;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;

/** Jobs in the database. Each method is one transaction. */
@Singleton
final class JobRows {
    private static final String SELECT =
            "select id, spec, state, requested_by, schedule, model, attempt, submitted_at,"
                    + " started_at, finished_at, progress, result from job ";

    private final Jdbi jdbi;

    /** A process without the registry's role has no source: it is asked for at the first use. */
    @Inject
    JobRows(Instance<DataSource> source) {
        this.jdbi = Jdbi.create(() -> source.get().getConnection());
    }

    JobRows(DataSource source) {
        this.jdbi = Jdbi.create(source);
    }

    /** Runs work in one transaction. */
    <T> T run(Function<Handle, T> work) {
        try {
            return jdbi.inTransaction(work::apply);
        } catch (JdbiException e) {
            throw new HeddleException(ErrorCode.UNAVAILABLE, "the database cannot be reached", e);
        }
    }

    void insert(Job job) {
        run(
                handle -> {
                    insert(handle, job);
                    return job;
                });
    }

    /** Adds a job within a transaction. */
    static void insert(Handle handle, Job job) {
        handle.createUpdate(
                        """
                        insert into job (id, spec, state, requested_by, schedule, model,
                            submitted_at, due_at)
                        values (:id, cast(:spec as jsonb), :state, :by, :schedule, :model, :at, :at)
                        """)
                .bind("id", job.id())
                .bind("spec", HeddleJson.text(job.spec()))
                .bind("state", job.state().name())
                .bind("by", job.user())
                .bind("schedule", job.schedule().orElse(null))
                .bind("model", job.model().orElse(null))
                .bind("at", Timestamp.from(job.submittedAt()))
                .execute();
    }

    Optional<Job> find(String id) {
        return run(
                handle ->
                        handle.createQuery(SELECT + "where id = :id")
                                .bind("id", id)
                                .map((row, context) -> job(row))
                                .findOne());
    }

    /** The job of a kind over a feature view's topic that was asked for last. */
    Optional<Job> newest(JobKind kind, String view) {
        return run(
                handle ->
                        handle.createQuery(
                                        SELECT
                                                + "where spec ->> 'kind' = :kind and spec -> 'view' ->"
                                                + " 'view' ->> 'name' = :view order by submitted_at"
                                                + " desc, id desc limit 1")
                                .bind("kind", kind.name())
                                .bind("view", view)
                                .map((row, context) -> job(row))
                                .findOne());
    }

    /** The job of a kind about a version that has succeeded last. */
    Optional<Job> newestSucceeded(JobKind kind, String version) {
        return run(
                handle ->
                        handle.createQuery(
                                        SELECT
                                                + "where spec ->> 'kind' = :kind and model = :version and"
                                                + " state = 'SUCCEEDED' order by submitted_at desc, id"
                                                + " desc limit 1")
                                .bind("kind", kind.name())
                                .bind("version", version)
                                .map((row, context) -> job(row))
                                .findOne());
    }

    /**
     * Jobs, newest first.
     *
     * @param before the id of the last one of the page before
     */
    List<Job> list(JobQuery wanted, Optional<String> before, int limit) {
        Map<String, String> binds = new LinkedHashMap<>();
        String condition = JobConditions.of(wanted, before, binds);
        return run(
                handle -> {
                    Query query =
                            handle.createQuery(
                                            SELECT
                                                    + "where "
                                                    + condition
                                                    + " order by submitted_at desc, id desc limit"
                                                    + " :limit")
                                    .bind("limit", limit);
                    binds.forEach(query::bind);
                    return query.map((row, context) -> job(row)).list();
                });
    }

    /** The job of a schedule that ended last. */
    Optional<Job> lastEnded(String schedule) {
        return run(
                handle ->
                        handle.createQuery(
                                        SELECT
                                                + "where schedule = :schedule and state in ('SUCCEEDED',"
                                                + " 'FAILED', 'CANCELLED') order by submitted_at desc"
                                                + " limit 1")
                                .bind("schedule", schedule)
                                .map((row, context) -> job(row))
                                .findOne());
    }

    /** Of each table the last job that wrote to it since then, or was refused to. */
    List<Job> lastWrites(Instant since, int most) {
        return run(
                handle ->
                        handle.createQuery(
                                        """
                                        select distinct on (spec ->> 'output') id, spec, state,
                                          requested_by, schedule, model, attempt, submitted_at,
                                          started_at, finished_at, progress, result
                                        from job
                                        where state in ('SUCCEEDED', 'FAILED')
                                          and finished_at > :since
                                          and submitted_at > cast(:since as timestamptz) - interval '7 days'
                                          and spec ->> 'output' is not null
                                          and (result -> 'findings' <> '[]'::jsonb
                                            or result -> 'published' <> '[]'::jsonb)
                                        order by spec ->> 'output', finished_at desc
                                        limit :most
                                        """)
                                .bind("since", Timestamp.from(since))
                                .bind("most", most)
                                .map((row, context) -> job(row))
                                .list());
    }

    /** How many jobs wait. */
    int queued() {
        return run(
                handle ->
                        handle.createQuery("select count(*) from job where state = 'QUEUED'")
                                .mapTo(Integer.class)
                                .one());
    }

    /** The jobs that a process has launched and that have not ended. */
    List<Job> running(String owner) {
        return run(
                handle ->
                        handle.createQuery(
                                        SELECT
                                                + "where owner = :owner and state in ('RUNNING',"
                                                + " 'CANCELLING') order by submitted_at")
                                .bind("owner", owner)
                                .map((row, context) -> job(row))
                                .list());
    }

    /** Takes the job whose turn it is; it is this process's from then on. */
    Optional<Job> claim(String owner) {
        return run(
                handle ->
                        handle.createQuery(
                                        "update job set state = 'RUNNING', attempt = attempt + 1,"
                                                + " started_at = :now, finished_at = null, progress ="
                                                + " null, result = null, owner = :owner where id ="
                                                + " (select id from job where state = 'QUEUED' and"
                                                + " due_at <= :now order by due_at, submitted_at for"
                                                + " update skip locked limit 1) returning id, spec,"
                                                + " state, requested_by, schedule, model, attempt,"
                                                + " submitted_at, started_at, finished_at, progress,"
                                                + " result")
                                .bind("now", now())
                                .bind("owner", owner)
                                .map((row, context) -> job(row))
                                .findOne());
    }

    /** Notes what a job turned out to mean when it was launched. */
    void settled(String id, String model, JobSpec spec) {
        run(
                handle ->
                        handle.createUpdate(
                                        "update job set model = :model, spec = cast(:spec as jsonb)"
                                                + " where id = :id")
                                .bind("model", model)
                                .bind("spec", HeddleJson.text(spec))
                                .bind("id", id)
                                .execute());
    }

    /** Lets a running job wait for another attempt; false if it was asked to stop meanwhile. */
    boolean requeue(String id, Instant due) {
        return run(
                handle ->
                        handle.createUpdate(
                                                "update job set state = 'QUEUED', due_at = :due,"
                                                        + " owner = null where id = :id and state ="
                                                        + " 'RUNNING'")
                                        .bind("due", Timestamp.from(due))
                                        .bind("id", id)
                                        .execute()
                                > 0);
    }

    /** Ends a job. */
    void finish(
            String id,
            Job.State state,
            Optional<JobProgress> progress,
            Optional<JobResult> result) {
        run(
                handle ->
                        handle.createUpdate(
                                        "update job set state = :state, finished_at = :now, progress"
                                                + " = cast(:progress as jsonb), result = cast(:result"
                                                + " as jsonb) where id = :id")
                                .bind("state", state.name())
                                .bind("now", now())
                                .bind("progress", progress.map(HeddleJson::text).orElse(null))
                                .bind("result", result.map(HeddleJson::text).orElse(null))
                                .bind("id", id)
                                .execute());
    }

    /** Ends a job that waits; whether it did wait. */
    boolean cancelQueued(String id) {
        return run(
                        handle ->
                                handle.createUpdate(
                                                "update job set state = 'CANCELLED', finished_at ="
                                                        + " :now where id = :id and state ="
                                                        + " 'QUEUED'")
                                        .bind("now", now())
                                        .bind("id", id)
                                        .execute())
                == 1;
    }

    /** Notes that a running job was asked to stop; whether it ran. */
    boolean cancelRunning(String id) {
        return run(
                        handle ->
                                handle.createUpdate(
                                                "update job set state = 'CANCELLING' where id = :id"
                                                        + " and state = 'RUNNING'")
                                        .bind("id", id)
                                        .execute())
                == 1;
    }

    private static Job job(ResultSet row) throws SQLException {
        return new Job(
                row.getString("id"),
                read(row.getString("spec"), JobSpec.class).orElseThrow(),
                Job.State.valueOf(row.getString("state")),
                row.getString("requested_by"),
                Optional.ofNullable(row.getString("schedule")),
                Optional.ofNullable(row.getString("model")),
                row.getInt("attempt"),
                row.getTimestamp("submitted_at").toInstant(),
                instant(row.getTimestamp("started_at")),
                instant(row.getTimestamp("finished_at")),
                read(row.getString("progress"), JobProgress.class),
                read(row.getString("result"), JobResult.class));
    }

    static Optional<Instant> instant(Timestamp time) {
        return Optional.ofNullable(time).map(Timestamp::toInstant);
    }

    private static <T> Optional<T> read(String json, Class<T> type) {
        return Optional.ofNullable(json).map(text -> HeddleJson.ofText(text, type));
    }

    /** The present, as exact as the database keeps it. */
    private static Timestamp now() {
        return Timestamp.from(Instant.now().truncatedTo(ChronoUnit.MICROS));
    }
}
