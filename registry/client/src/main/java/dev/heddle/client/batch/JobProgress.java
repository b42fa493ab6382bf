package dev.heddle.client.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a running job is: {@code progress.json} in its folder, replaced as a whole.
 *
 * @param phase what it does now
 * @param stagesDone how many stages Spark has finished
 * @param stagesTotal how many it knows of
 * @param tasksDone how many tasks of these stages are finished
 * @param tasksTotal how many there are
 * @param rowsRead rows of the input that were read
 * @param rowsWritten rows that were written
 * @param rowsTotal how many rows the input has, where that is known
 * @param rowsPerSecond how fast rows were read lately
 * @param remaining a guess of the time that is left
 * @param applicationId Spark's name for the run, once it has one
 * @param at when this was so
 */
public record JobProgress(
        Phase phase,
        int stagesDone,
        int stagesTotal,
        int tasksDone,
        int tasksTotal,
        long rowsRead,
        long rowsWritten,
        OptionalLong rowsTotal,
        double rowsPerSecond,
        Optional<Duration> remaining,
        Optional<String> applicationId,
        Instant at) {
    /** The file in a job's folder. */
    public static final String FILE = "progress.json";

    /** What a job does, in order. */
    public enum Phase {
        /** Spark starts. */
        STARTING,
        /** The input's columns are checked against the model, the output's against the table. */
        CHECKING,
        /** Rows are read, scored, checked and written aside. */
        RUNNING,
        /** What was written becomes the table's next version. */
        PUBLISHING,
        /** The result is there. */
        DONE
    }

    public JobProgress {
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(at, "at");
        rowsTotal = rowsTotal == null ? OptionalLong.empty() : rowsTotal;
        remaining = remaining == null ? Optional.empty() : remaining;
        applicationId = applicationId == null ? Optional.empty() : applicationId;
    }
}
