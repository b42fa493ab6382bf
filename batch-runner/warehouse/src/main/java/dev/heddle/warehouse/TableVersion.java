package dev.heddle.warehouse;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The whole state of a table at one version.
 *
 * @param number from 1
 * @param operation how it came about
 * @param by who made it
 * @param at when
 * @param schema the table's columns
 * @param partitions what it consists of, by name ({@code ds=2026-11-01}); of a table without
 *     partitions one named by the empty text
 * @param changed the names of those that differ from the version before, removed ones included
 * @param writeId the write that made it, where its quality profile is kept; empty after a rollback
 */
public record TableVersion(
        long number,
        Operation operation,
        Provenance by,
        Instant at,
        TableSchema schema,
        SortedMap<String, PartitionState> partitions,
        List<String> changed,
        Optional<String> writeId) {
    public TableVersion {
        if (number < 1) {
            throw new IllegalArgumentException("versions count from 1, got " + number);
        }
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(schema, "schema");
        partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
        changed = List.copyOf(changed);
        writeId = writeId == null ? Optional.empty() : writeId;
    }

    /** How many rows it holds. */
    public long rows() {
        return partitions.values().stream().mapToLong(PartitionState::rows).sum();
    }

    /** How large its files are together. */
    public long bytes() {
        return partitions.values().stream().mapToLong(PartitionState::bytes).sum();
    }

    /** The names of partitions that differ between this and a later state, in order. */
    static List<String> differing(
            Map<String, PartitionState> from, Map<String, PartitionState> to) {
        TreeMap<String, PartitionState> all = new TreeMap<>(from);
        all.putAll(to);
        return all.keySet().stream()
                .filter(name -> !samePath(from.get(name), to.get(name)))
                .toList();
    }

    private static boolean samePath(PartitionState left, PartitionState right) {
        return left == null || right == null ? left == right : left.path().equals(right.path());
    }
}
