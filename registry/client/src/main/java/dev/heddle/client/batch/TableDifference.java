package dev.heddle.client.batch;

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
 * @param partitions the partitions that differ, by name
 */
public record TableDifference(
        long from,
        long to,
        List<TableSummary.Column> columns,
        List<TableSummary.Column> columnsGone,
        List<Change> partitions) {
    public TableDifference {
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
            String partition,
            Optional<TableSummary.Partition> before,
            Optional<TableSummary.Partition> after) {
        public Change {
            Objects.requireNonNull(partition, "partition");
            before = before == null ? Optional.empty() : before;
            after = after == null ? Optional.empty() : after;
        }
    }
}
