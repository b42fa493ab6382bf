package dev.heddle.jobs;

import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobResult.Failure;
import dev.heddle.client.batch.JobResult.Outcome;
import dev.heddle.client.batch.JobResult.Published;
import dev.heddle.jobs.tables.Warehouse;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.TableVersion;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a job ended whose program is gone: as it says itself, or as its table shows. */
@Singleton
class JobSettlement {
    private static final Logger LOG = LoggerFactory.getLogger(JobSettlement.class);

    private final JobFolders folders;
    private final Warehouse warehouse;

    JobSettlement(JobFolders folders, Warehouse warehouse) {
        this.folders = folders;
        this.warehouse = warehouse;
    }

    /** The result of an attempt whose program no longer runs. */
    JobResult of(JobWatch watch) {
        String id = watch.job().id();
        Optional<JobResult> own = folders.result(id);
        if (own.isPresent() && own.get().outcome() == Outcome.SUCCEEDED) {
            return own.get();
        }
        if (watch.isExceeded()) {
            return failed(
                    new HeddleException(
                            ErrorCode.DEADLINE_EXCEEDED,
                            "the job took longer than its deadline of %s and was stopped"
                                    .formatted(watch.job().spec().deadline().orElseThrow())));
        }
        if (own.isPresent() && watch.job().spec().kind() == JobKind.ARCHIVE) {
            // It may have failed after its rows were there, and must not add them again.
            JobResult known = withoutResult(watch);
            return known.outcome() == Outcome.SUCCEEDED ? known : own.get();
        }
        return own.orElseGet(() -> withoutResult(watch));
    }

    /** A program that was killed may have published before: its table knows. */
    private JobResult withoutResult(JobWatch watch) {
        String id = watch.job().id();
        Optional<TableVersion> published =
                watch.job().spec().output().flatMap(o -> published(o, watch.job()));
        if (published.isPresent()) {
            TableVersion version = published.get();
            return new JobResult(
                    Outcome.SUCCEEDED,
                    Optional.empty(),
                    0,
                    0,
                    0,
                    0,
                    List.of(
                            new Published(
                                    watch.job().spec().output().orElseThrow(),
                                    version.number(),
                                    version.changed().size(),
                                    version.rows())),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Instant.now());
        }
        String what =
                watch.wasStarted()
                        ? "the job's program ended without a result, as if it was killed; nothing was"
                                + " published"
                        : "the platform was stopped before the job's program had started";
        String tail = folders.tail(id).strip();
        return failed(
                new HeddleException(
                        ErrorCode.UNAVAILABLE,
                        tail.isEmpty() ? what : what + ". Its log ends with:\n" + tail));
    }

    /**
     * The version that a job has made; a publication that was cut off is completed first.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if that cannot be known now
     */
    private Optional<TableVersion> published(String output, Job job) {
        try {
            return warehouse.tables().madeBy(TableName.parse(output), job.id(), job.submittedAt());
        } catch (HeddleException e) {
            if (e.code() == ErrorCode.UNAVAILABLE) {
                throw e;
            }
            // Its output may also be a file.
            LOG.info("No table of a killed job. job={} reason=\"{}\"", job.id(), e.getMessage());
            return Optional.empty();
        }
    }

    /** The result of an attempt that did not come to anything. */
    static JobResult failed(HeddleException cause) {
        return new JobResult(
                Outcome.FAILED,
                Optional.of(new Failure(cause.code().name(), cause.getMessage())),
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Instant.now());
    }
}
