package dev.heddle.warehouse;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What differs between two versions of a table.
 *
 * @param from the one version's number
 * @param to the other's
 * @param columns the columns that only the other has
 * @param columnsGone the columns that only the one has
 * @param partitions the partitions that differ, in order
 */
public record TableDiff(
        long from,
        long to,
        List<TableColumn> columns,
        List<TableColumn> columnsGone,
        List<Change> partitions) {
    public TableDiff {
        columns = List.copyOf(columns);
        columnsGone = List.copyOf(columnsGone);
        partitions = List.copyOf(partitions);
    }

    /**
     * A partition that differs.
     *
     * @param partition its name; the empty text for a table without partitions
     * @param before what it was; empty if it was not there
     * @param after what it is; empty if it is not there
     */
    public record Change(
            String partition, Optional<PartitionState> before, Optional<PartitionState> after) {
        public Change {
            Objects.requireNonNull(partition, "partition");
            Objects.requireNonNull(before, "before");
            Objects.requireNonNull(after, "after");
        }
    }

    static TableDiff of(TableVersion from, TableVersion to) {
        List<Change> changes = new ArrayList<>();
        for (String name : TableVersion.differing(from.partitions(), to.partitions())) {
            changes.add(
                    new Change(
                            name,
                            Optional.ofNullable(from.partitions().get(name)),
                            Optional.ofNullable(to.partitions().get(name))));
        }
        return new TableDiff(
                from.number(),
                to.number(),
                without(to.schema().columns(), from.schema().columns()),
                without(from.schema().columns(), to.schema().columns()),
                changes);
    }

    private static List<TableColumn> without(List<TableColumn> all, List<TableColumn> others) {
        return all.stream().filter(column -> !others.contains(column)).toList();
    }
}
