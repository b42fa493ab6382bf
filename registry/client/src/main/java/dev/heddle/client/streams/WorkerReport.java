package dev.heddle.client.streams;

import java.util.List;
import java.util.Objects;

/**
 * What a process says of a stream that it runs.
 *
 * @param status how it is doing
 * @param lines what has happened since it last said so
 */
public record WorkerReport(WorkerStatus status, List<StreamLogLine> lines) {
    public WorkerReport {
        Objects.requireNonNull(status, "status");
        lines = lines == null ? List.of() : List.copyOf(lines);
    }
}
