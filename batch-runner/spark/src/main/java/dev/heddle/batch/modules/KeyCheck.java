package dev.heddle.batch.modules;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * No two rows of a write share the values of these columns; rows with a null among them are not
 * compared.
 *
 * @param columns the columns
 * @param total whether a null among them is wrong too
 * @param severity what a failure does
 */
record KeyCheck(List<String> columns, boolean total, Severity severity) {
    void check(WriteContext context, Dataset<Row> dataset) {
        String name = "key " + String.join(", ", columns) + ": unique";
        Column[] values = ColumnPatterns.columns(columns);
        Dataset<Row> whole = dataset;
        for (Column column : values) {
            whole = whole.where(column.isNotNull());
        }
        Dataset<Row> twice =
                whole.groupBy(values)
                        .agg(functions.count(functions.lit(1)).as("__rows"))
                        .where(functions.col("__rows").gt(1));
        Row counted =
                twice.agg(
                                functions.count(functions.lit(1)),
                                functions.sum("__rows"),
                                functions.min(functions.to_json(functions.struct(values))))
                        .first();
        if (counted.getLong(0) == 0) {
            context.pass(name, "no two rows share it");
            return;
        }
        String message =
                "%d values are in %d rows, expected each in one, found %s"
                        .formatted(
                                counted.getLong(0),
                                counted.getLong(1),
                                RowMatches.shortened(counted, 2));
        Dataset<Row> rejected =
                RowMatches.join(dataset, twice.select(values), columns, columns, "left_semi");
        severity.report(context, name, message, counted.getLong(1), rejected);
    }
}
