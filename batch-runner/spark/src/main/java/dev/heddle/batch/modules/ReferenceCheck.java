package dev.heddle.batch.modules;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.TableName;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Each row has its row in another table; a row with a null among the columns needs none.
 *
 * @param columns the columns
 * @param table the other table
 * @param to its columns, in the same order
 * @param severity what a failure does
 */
record ReferenceCheck(List<String> columns, TableName table, List<String> to, Severity severity) {
    /** Refuses columns that are missing here or there, or of different types. */
    void refuse(WriteContext context, StructType schema, Refusals refusals) {
        columns.forEach(name -> ColumnPatterns.find(schema, name, refusals));
        Optional<Dataset<Row>> target = context.read(table);
        if (target.isEmpty()) {
            refusals.add("there is no table " + table);
            return;
        }
        for (int i = 0; i < to.size(); i++) {
            String name = to.get(i);
            Optional<StructField> there = ColumnPatterns.find(target.get().schema(), name);
            Optional<StructField> here = ColumnPatterns.find(schema, columns.get(i));
            if (there.isEmpty()) {
                refusals.add("there is no column %s in %s".formatted(name, table));
            } else if (here.isPresent() && !comparable(here.get(), there.get())) {
                refusals.add(
                        "column %s is %s, column %s of %s is %s, expected the same"
                                .formatted(
                                        here.get().name(),
                                        here.get().dataType().catalogString(),
                                        name,
                                        table,
                                        there.get().dataType().catalogString()));
            }
        }
    }

    private static boolean comparable(StructField one, StructField other) {
        return one.dataType().catalogString().equals(other.dataType().catalogString())
                || Types.isWhole(one.dataType()) && Types.isWhole(other.dataType());
    }

    void check(WriteContext context, Dataset<Row> dataset) {
        String name = "reference %s: %s".formatted(String.join(", ", columns), table);
        Dataset<Row> target =
                context.read(table)
                        .orElseThrow(() -> missing())
                        .select(ColumnPatterns.columns(to))
                        .distinct();
        Dataset<Row> whole = dataset;
        Column[] values = ColumnPatterns.columns(columns);
        for (Column column : values) {
            whole = whole.where(column.isNotNull());
        }
        Dataset<Row> lost = RowMatches.join(whole, target, columns, to, "left_anti");
        Row counted =
                lost.select(values)
                        .agg(
                                functions.count(functions.lit(1)),
                                functions.min(functions.to_json(functions.struct(values))))
                        .first();
        if (counted.getLong(0) == 0) {
            context.pass(name, "every row has its row there");
            return;
        }
        String message =
                "%d rows, expected a row of %s for each, found %s"
                        .formatted(counted.getLong(0), table, RowMatches.shortened(counted, 1));
        severity.report(context, name, message, counted.getLong(0), lost);
    }

    private HeddleException missing() {
        return new HeddleException(ErrorCode.NOT_FOUND, "validate: there is no table " + table);
    }
}
