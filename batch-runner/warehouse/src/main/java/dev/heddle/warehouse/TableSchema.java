package dev.heddle.warehouse;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The columns of a table.
 *
 * @param columns those that lie in its files, in order
 * @param partitionKeys those that its partitions are named by, in order
 */
public record TableSchema(List<TableColumn> columns, List<TableColumn> partitionKeys) {
    public TableSchema {
        columns = List.copyOf(columns);
        partitionKeys = List.copyOf(partitionKeys);
        Set<String> names = new HashSet<>();
        for (TableColumn column : columns) {
            checkFresh(names, column);
        }
        for (TableColumn key : partitionKeys) {
            checkFresh(names, key);
        }
        if (columns.isEmpty()) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "a table needs a column beside its partition keys %s".formatted(partitionKeys));
        }
    }

    private static void checkFresh(Set<String> names, TableColumn column) {
        if (!names.add(column.name())) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "the column %s is there twice; Hive does not tell upper from lower case"
                            .formatted(column.name()));
        }
    }

    /** The column of a name, a partition key included. */
    public Optional<TableColumn> column(String name) {
        for (List<TableColumn> list : List.of(columns, partitionKeys)) {
            for (TableColumn column : list) {
                if (column.name().equalsIgnoreCase(name)) {
                    return Optional.of(column);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * This schema with the columns of rows to come: new ones at the end, what is missing there
     * stays and will be null.
     *
     * @throws HeddleException with {@code CONFLICT} that names every column whose type differs
     */
    TableSchema with(TableName table, TableSchema wanted) {
        List<String> wrong = new ArrayList<>();
        if (!names(partitionKeys).equals(names(wanted.partitionKeys))) {
            wrong.add(
                    "it is partitioned by %s, the rows by %s"
                            .formatted(names(partitionKeys), names(wanted.partitionKeys)));
        }
        List<TableColumn> merged = new ArrayList<>(columns);
        for (TableColumn column : wanted.columns) {
            Optional<TableColumn> present = column(column.name());
            if (present.isEmpty()) {
                merged.add(column);
            } else if (!present.get().type().equals(column.type())) {
                wrong.add(different(present.get(), column));
            }
        }
        for (TableColumn key : wanted.partitionKeys) {
            column(key.name())
                    .filter(present -> !present.type().equals(key.type()))
                    .ifPresent(present -> wrong.add(different(present, key)));
        }
        if (!wrong.isEmpty()) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "the rows do not fit %s: %s; a table takes new columns, and no other change"
                            .formatted(table, String.join("; ", wrong)));
        }
        return new TableSchema(merged, partitionKeys);
    }

    private static String different(TableColumn present, TableColumn wanted) {
        return "column %s is %s in the table and %s in the rows"
                .formatted(present.name(), present.type(), wanted.type());
    }

    private static List<String> names(List<TableColumn> columns) {
        return columns.stream().map(TableColumn::name).collect(Collectors.toList());
    }
}
