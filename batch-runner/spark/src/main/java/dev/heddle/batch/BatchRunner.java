package dev.heddle.batch;

import dev.heddle.client.batch.JobOrder;
import dev.heddle.client.batch.JobProgress.Phase;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobResult.Failure;
import dev.heddle.client.batch.JobResult.Outcome;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program. Its argument is a job's folder, in which an order lies; it leaves the progress and
 * the result there, and ends with 0 if the job did what it should. Told to stop, it gives the job
 * up unless it is being published.
 */
public final class BatchRunner {
    private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);
    private static final int STOP_SECONDS = 15;

    private final JobFolder folder;
    private final JobOrder order;
    private final ProgressReport progress;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean cancelled;

    private BatchRunner(JobFolder folder) {
        this.folder = folder;
        this.order = folder.order();
        this.progress = new ProgressReport(folder);
    }

    /** Runs the job of a folder. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("expected one argument: the folder of a job");
            System.exit(2);
        }
        BatchRunner runner = new BatchRunner(new JobFolder(Path.of(arguments[0])));
        Outcome outcome = runner.run();
        if (!runner.cancelled) {
            System.exit(outcome == Outcome.SUCCEEDED ? 0 : 1);
        }
    }

    private Outcome run() throws IOException {
        try {
            JobResult result;
            try (SparkSession spark = SparkSessions.start(order)) {
                spark.sparkContext().addSparkListener(progress);
                progress.application(spark.sparkContext().applicationId());
                Runtime.getRuntime().addShutdownHook(new Thread(() -> cancel(spark), "cancel"));
                result = attempt(spark);
            } catch (Exception | LinkageError e) {
                result = failed(e);
            }
            folder.write(result);
            progress.phase(Phase.DONE);
            return result.outcome();
        } finally {
            ended.countDown();
        }
    }

    private JobResult attempt(SparkSession spark) {
        try (Warehouse warehouse = new Warehouse(spark, SparkSessions.warehouse(order))) {
            return new BatchJob(spark, warehouse, folder, order, progress).run();
        } catch (Exception | LinkageError | StackOverflowError e) {
            return failed(e);
        }
    }

    private void cancel(SparkSession spark) {
        if (ended.getCount() == 0) {
            return;
        }
        cancelled = true;
        try {
            spark.sparkContext().cancelAllJobs();
        } catch (RuntimeException e) {
            LOG.info("Spark had stopped already.");
        }
        try {
            if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The job did not stop in time.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JobResult failed(Throwable cause) {
        if (!cancelled) {
            LOG.error("The job failed.", cause);
        }
        return new JobResult(
                cancelled ? Outcome.CANCELLED : Outcome.FAILED,
                Optional.of(failure(cause)),
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                cause instanceof Blocked blocked ? blocked.findings() : List.of(),
                cause instanceof Blocked blocked ? blocked.rejected() : Optional.empty(),
                Instant.now());
    }

    private Failure failure(Throwable cause) {
        if (cancelled) {
            return new Failure("CANCELLED", "the job was asked to stop; nothing was published");
        }
        Throwable last = cause;
        for (Throwable next = cause; next != null; next = next.getCause()) {
            if (next instanceof HeddleException known) {
                return new Failure(known.code().name(), known.getMessage());
            }
            if (next instanceof AnalysisException wrong) {
                return new Failure(ErrorCode.INVALID_REQUEST.name(), wrong.getMessage().strip());
            }
            last = next;
        }
        String message = last.getMessage() == null ? last.toString() : last.getMessage();
        return new Failure(
                ErrorCode.INTERNAL.name(),
                "%s: %s"
                        .formatted(
                                last.getClass().getSimpleName(),
                                message.lines().findFirst().orElse("")));
    }
}
