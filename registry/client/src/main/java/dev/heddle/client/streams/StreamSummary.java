package dev.heddle.client.streams;

import java.util.List;
import java.util.Optional;

/**
 * A stream as it is meant to be, and as it is.
 *
 * @param stream as it is meant to be
 * @param workers the processes that said lately how they are doing
 * @param lag how far its group is behind, by partition
 * @param problem why the lag is not known, or which topics do not exist; empty if all is well
 */
public record StreamSummary(
        DeployedStream stream,
        List<WorkerStatus> workers,
        List<PartitionLag> lag,
        Optional<String> problem) {
    public StreamSummary {
        workers = workers == null ? List.of() : List.copyOf(workers);
        lag = lag == null ? List.of() : List.copyOf(lag);
        problem = problem == null ? Optional.empty() : problem;
    }

    /** How many events are not known to be finished. */
    public long totalLag() {
        return lag.stream().mapToLong(PartitionLag::lag).sum();
    }
}
