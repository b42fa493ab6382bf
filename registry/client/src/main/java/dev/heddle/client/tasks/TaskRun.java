package dev.heddle.client.tasks;

import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.client.workspaces.ComputeSize;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One run of a task, as it is now.
 *
 * @param id its id
 * @param task the task's name
 * @param version the version that runs
 * @param state where it is
 * @param end how it ended; there once it is stopped
 * @param exitCode what the program said at its end; empty if it said nothing
 * @param reason how it ended, in a sentence
 * @param owner who asked for it; its container acts in their name
 * @param command what is run, after what this run changed
 * @param environment the environment, after what this run added
 * @param size what it may use, after what was learned from earlier runs
 * @param attempt how often it was begun, from 1; more than once only if the host failed
 * @param queuedAt when it was asked for
 * @param startedAt when its program began, the last time
 * @param endedAt when it ended
 * @param peakMemoryBytes the most memory that it was seen to use; 0 if it was not seen
 * @param cpuSeconds the processor time that it was seen to use
 * @param cost what was held for it
 * @param key the key that makes asking twice ask once
 */
public record TaskRun(
        String id,
        String task,
        int version,
        State state,
        Optional<End> end,
        OptionalInt exitCode,
        Optional<String> reason,
        String owner,
        List<String> command,
        Map<String, String> environment,
        ComputeSize size,
        int attempt,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        long peakMemoryBytes,
        double cpuSeconds,
        ComputeCost cost,
        Optional<String> key) {
    public TaskRun {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(state, "state");
        end = end == null ? Optional.empty() : end;
        exitCode = exitCode == null ? OptionalInt.empty() : exitCode;
        reason = reason == null ? Optional.empty() : reason;
        Objects.requireNonNull(owner, "owner");
        command = command == null ? List.of() : List.copyOf(command);
        environment = environment == null ? Map.of() : Map.copyOf(environment);
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(queuedAt, "queuedAt");
        startedAt = startedAt == null ? Optional.empty() : startedAt;
        endedAt = endedAt == null ? Optional.empty() : endedAt;
        Objects.requireNonNull(cost, "cost");
        key = key == null ? Optional.empty() : key;
    }

    /** Where a run is. */
    public enum State {
        /** It waits for its turn. */
        QUEUED,
        /** Its container is being made. */
        PENDING,
        /** Its program runs. */
        RUNNING,
        /** It has ended. */
        STOPPED
    }

    /** How a run ended. */
    public enum End {
        /** With exit code 0. */
        SUCCEEDED,
        /** With another exit code. */
        FAILED,
        /** Killed, since it wanted more memory than it may use. */
        OUT_OF_MEMORY,
        /** Stopped by a person. */
        STOPPED_BY_USER,
        /** Stopped after the longest time that it may take. */
        TIMED_OUT,
        /** The host failed, as often as it may. */
        HOST_FAILED,
        /** It could not be begun: there is no such image or program. */
        NOT_STARTED
    }
}
