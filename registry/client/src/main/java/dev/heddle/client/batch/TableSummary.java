package dev.heddle.client.batch;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A table as the platform shows it.
 *
 * @param name {@code growth.customers}
 * @param columns those that lie in its files, in order
 * @param partitionKeys those that its partitions are named by, in order
 * @param location where it lies, as Hadoop spells it; empty for a view
 * @param kind Hive's word for it: {@code EXTERNAL_TABLE}, {@code MANAGED_TABLE}, {@code
 *     VIRTUAL_VIEW}
 * @param current what it holds; empty if it is not kept by Heddle
 * @param partitions its first partitions by name; those of a table that Heddle does not keep are
 *     not listed
 */
public record TableSummary(
        String name,
        List<Column> columns,
        List<Column> partitionKeys,
        Optional<String> location,
        String kind,
        Optional<TableVersionSummary> current,
        List<Partition> partitions) {
    public TableSummary {
        Objects.requireNonNull(name, "name");
        columns = List.copyOf(columns);
        partitionKeys = List.copyOf(partitionKeys);
        location = location == null ? Optional.empty() : location;
        Objects.requireNonNull(kind, "kind");
        current = current == null ? Optional.empty() : current;
        partitions = partitions == null ? List.of() : List.copyOf(partitions);
    }

    /**
     * A column.
     *
     * @param name its name
     * @param type its type in Hive's words, {@code array<double>}
     * @param comment what it is said to hold
     */
    public record Column(String name, String type, Optional<String> comment) {
        public Column {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
            comment = comment == null ? Optional.empty() : comment;
        }
    }

    /**
     * A partition.
     *
     * @param name {@code ds=2026-11-01}; the empty text for a table without partitions
     * @param version the table's version that put it there
     * @param rows how many rows it holds
     * @param bytes how large its files are together
     * @param files how many there are
     * @param path its folder below the table's
     */
    public record Partition(
            String name, long version, long rows, long bytes, int files, String path) {
        public Partition {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(path, "path");
        }
    }
}
