package dev.heddle.registry.archive;

/**
 * What an archive may hold.
 *
 * @param maxEntries the most entries
 * @param maxBytes the most bytes that its entries have when they are unpacked, all together
 * @param maxRatio the most that its entries may grow by when they are unpacked, all together; small
 *     archives may grow more
 */
public record ArchiveLimits(int maxEntries, long maxBytes, int maxRatio) {
    /** Below this many bytes the ratio is of no concern. */
    static final long RATIO_FLOOR = 16L << 20;

    public ArchiveLimits {
        if (maxEntries < 1 || maxBytes < 1 || maxRatio < 1) {
            throw new IllegalArgumentException("every limit is 1 or more");
        }
    }
}
