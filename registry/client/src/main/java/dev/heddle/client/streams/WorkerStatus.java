package dev.heddle.client.streams;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How one process is doing with a stream. Counts are since it began with it.
 *
 * @param worker the process
 * @param state what it is doing
 * @param version the version that runs, {@code clicks@3}; empty while none does
 * @param partitions how many events the process has yet to finish, by {@code topic-partition}, of
 *     those partitions that are its own now
 * @param processed events that the function has taken, and whose effects are acknowledged
 * @param emitted events that it has emitted
 * @param retried events that were given to the function again after a failure
 * @param deadLetters events that it could not take
 * @param perSecond events processed a second, lately
 * @param inFlight events that are read and not finished
 * @param lastError the last failure; empty if there was none
 * @param at when this was so
 */
public record WorkerStatus(
        String worker,
        State state,
        Optional<String> version,
        Map<String, Long> partitions,
        long processed,
        long emitted,
        long retried,
        long deadLetters,
        double perSecond,
        int inFlight,
        Optional<String> lastError,
        Instant at) {
    public WorkerStatus {
        version = version == null ? Optional.empty() : version;
        partitions = partitions == null ? Map.of() : Map.copyOf(partitions);
        lastError = lastError == null ? Optional.empty() : lastError;
    }

    /** What a process is doing. */
    public enum State {
        /** It loads the version and looks for the broker. */
        STARTING,
        /** Events are taken as they come. */
        RUNNING,
        /** It keeps its partitions, and takes no events. */
        PAUSED,
        /** Something keeps it from running; it tries again and again. */
        FAILING,
        /** It has finished what it had begun, and left the group. */
        STOPPED
    }
}
