package dev.heddle.client.batch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a collection of a table's old data removed, or would.
 *
 * @param versions versions that can no longer be read
 * @param leavings writes that were never published
 * @param files how many files
 * @param bytes how large they were together
 * @param dryRun whether nothing was removed
 */
public record TableCollection(
        List<Long> versions, List<String> leavings, int files, long bytes, boolean dryRun) {
    public TableCollection {
        versions = List.copyOf(versions);
        leavings = List.copyOf(leavings);
    }

    /**
     * What a collection leaves alone; what is left out is as the platform has it.
     *
     * @param retention a version stays for so long after another took its place
     * @param keepVersions so many of the newest versions stay whatever their age
     * @param grace a write that was not published stays for so long after it began
     * @param dryRun whether nothing is removed, and only told
     */
    public record Rules(
            Optional<Duration> retention,
            OptionalInt keepVersions,
            Optional<Duration> grace,
            boolean dryRun) {
        public Rules {
            retention = retention == null ? Optional.empty() : retention;
            keepVersions = keepVersions == null ? OptionalInt.empty() : keepVersions;
            grace = grace == null ? Optional.empty() : grace;
        }
    }
}
