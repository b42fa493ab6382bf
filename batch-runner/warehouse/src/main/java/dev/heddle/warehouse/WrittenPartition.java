package dev.heddle.warehouse;

/**
 * What a write left in one partition's folder.
 *
 * @param rows how many rows
 * @param bytes how many bytes
 * @param files how many files
 */
public record WrittenPartition(long rows, long bytes, int files) {
    /** Both together. */
    public WrittenPartition plus(WrittenPartition other) {
        return new WrittenPartition(rows + other.rows, bytes + other.bytes, files + other.files);
    }
}
