package dev.heddle.batch;

import dev.heddle.client.batch.JobProgress;
import dev.heddle.client.batch.JobProgress.Phase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple4;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Listens to Spark and keeps a job's progress file up to date, twice a second at most. Rows of
 * tasks that run are counted by the heartbeats of their executors; those of a task that failed no
 * longer count.
 */
final class ProgressReport extends SparkListener {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressReport.class);
    private static final long EVERY_NANOS = 500_000_000L;
    private static final String READ = "internal.metrics.input.recordsRead";
    private static final String WRITTEN = "internal.metrics.output.recordsWritten";

    private final JobFolder folder;
    private final Map<Long, long[]> running = new HashMap<>();
    private final Map<Integer, Integer> tasks = new HashMap<>();
    private Phase phase = Phase.STARTING;
    private Optional<String> applicationId = Optional.empty();
    private OptionalLong rowsTotal = OptionalLong.empty();
    private int stagesDone;
    private int tasksDone;
    private long rowsRead;
    private long rowsWritten;
    private long runningSince = System.nanoTime();
    private long lastWrite;

    ProgressReport(JobFolder folder) {
        this.folder = folder;
        write();
    }

    /** A new phase has begun. */
    synchronized void phase(Phase next) {
        if (next == Phase.RUNNING) {
            runningSince = System.nanoTime();
        }
        phase = next;
        write();
    }

    /** Spark has started. */
    synchronized void application(String id) {
        applicationId = Optional.of(id);
        write();
    }

    /** How many rows there will be to read. */
    synchronized void rowsTotal(long rows) {
        rowsTotal = OptionalLong.of(rows);
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart job) {
        for (StageInfo stage : CollectionConverters.asJava(job.stageInfos())) {
            tasks.put(stage.stageId(), stage.numTasks());
        }
        changed();
    }

    @Override
    public synchronized void onStageCompleted(SparkListenerStageCompleted stage) {
        stagesDone++;
        changed();
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
        running.remove(task.taskInfo().taskId());
        TaskMetrics metrics = task.taskMetrics();
        if (task.taskInfo().successful() && metrics != null) {
            tasksDone++;
            rowsRead += metrics.inputMetrics().recordsRead();
            rowsWritten += metrics.outputMetrics().recordsWritten();
        }
        changed();
    }

    @Override
    public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
        for (Tuple4<Object, Object, Object, scala.collection.immutable.Seq<AccumulableInfo>> task :
                CollectionConverters.asJava(update.accumUpdates())) {
            long[] rows = new long[2];
            for (AccumulableInfo value : CollectionConverters.asJava(task._4())) {
                if (value.name().isDefined() && value.update().isDefined()) {
                    if (value.name().get().equals(READ)) {
                        rows[0] = ((Number) value.update().get()).longValue();
                    } else if (value.name().get().equals(WRITTEN)) {
                        rows[1] = ((Number) value.update().get()).longValue();
                    }
                }
            }
            running.put((Long) task._1(), rows);
        }
        changed();
    }

    private void changed() {
        if (System.nanoTime() - lastWrite >= EVERY_NANOS) {
            write();
        }
    }

    private void write() {
        lastWrite = System.nanoTime();
        long read = rowsRead + running.values().stream().mapToLong(rows -> rows[0]).sum();
        long written = rowsWritten + running.values().stream().mapToLong(rows -> rows[1]).sum();
        double seconds = Math.max(0.001, (lastWrite - runningSince) / 1e9);
        double speed = phase == Phase.RUNNING ? read / seconds : 0;
        int tasksTotal = tasks.values().stream().mapToInt(Integer::intValue).sum();
        try {
            folder.write(
                    new JobProgress(
                            phase,
                            stagesDone,
                            Math.max(stagesDone, tasks.size()),
                            tasksDone,
                            Math.max(tasksDone, tasksTotal),
                            read,
                            written,
                            rowsTotal,
                            speed,
                            remaining(read, speed, seconds, tasksTotal),
                            applicationId,
                            Instant.now()));
        } catch (IOException e) {
            LOG.warn("The progress could not be written.", e);
        }
    }

    /** By rows where their number is known, else by tasks. */
    private Optional<Duration> remaining(long read, double speed, double seconds, int tasksTotal) {
        if (phase != Phase.RUNNING) {
            return Optional.empty();
        }
        if (rowsTotal.isPresent() && speed > 0) {
            return Optional.of(
                    Duration.ofSeconds(
                            Math.round(Math.max(0, rowsTotal.getAsLong() - read) / speed)));
        }
        return tasksDone == 0
                ? Optional.empty()
                : Optional.of(
                        Duration.ofSeconds(
                                Math.round(
                                        seconds
                                                / tasksDone
                                                * Math.max(0, tasksTotal - tasksDone))));
    }
}
