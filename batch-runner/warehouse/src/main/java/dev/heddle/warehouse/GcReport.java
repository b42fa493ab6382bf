package dev.heddle.warehouse;

import java.util.List;

/**
 * What a collection removed, or would.
 *
 * @param versions versions that can no longer be read
 * @param leavings writes that were never published
 * @param files how many files
 * @param bytes how large they were together
 */
public record GcReport(List<Long> versions, List<String> leavings, int files, long bytes) {
    public GcReport {
        versions = List.copyOf(versions);
        leavings = List.copyOf(leavings);
    }
}
