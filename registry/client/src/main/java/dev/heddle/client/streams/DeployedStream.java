package dev.heddle.client.streams;

import java.time.Instant;
import java.util.Objects;

/**
 * A stream as it is meant to be.
 *
 * @param spec what it is
 * @param wanted what its processes are to do
 * @param updatedAt when that was said
 * @param updatedBy who said it
 */
public record DeployedStream(StreamSpec spec, Wanted wanted, Instant updatedAt, String updatedBy) {
    public DeployedStream {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(wanted, "wanted");
    }

    /** What the processes of a stream are to do. */
    public enum Wanted {
        /** Take events. */
        RUNNING,
        /** Keep the partitions and take no events. */
        PAUSED,
        /** Finish what has begun and leave the group. */
        STOPPED
    }
}
