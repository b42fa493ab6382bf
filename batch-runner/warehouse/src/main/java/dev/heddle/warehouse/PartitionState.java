package dev.heddle.warehouse;

import java.util.Objects;

/**
 * A partition in a version of a table; of a table without partitions, all of it.
 *
 * @param path its folder, below the table's
 * @param version the version that put it there
 * @param rows how many rows it holds
 * @param bytes how large its files are together
 * @param files how many there are
 */
public record PartitionState(String path, long version, long rows, long bytes, int files) {
    public PartitionState {
        Objects.requireNonNull(path, "path");
    }
}
