package dev.heddle.batch.modules;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Rows that have their like elsewhere, or have not. */
final class RowMatches {
    private RowMatches() {}

    /** A join by equal values; the right side's columns do not show up if it is a semi-join. */
    static Dataset<Row> join(
            Dataset<Row> left,
            Dataset<Row> right,
            List<String> leftColumns,
            List<String> rightColumns,
            String kind) {
        List<Column> renamed = new ArrayList<>();
        Column condition = functions.lit(true);
        for (int i = 0; i < leftColumns.size(); i++) {
            String name = "__right_" + i;
            renamed.add(ColumnPatterns.column(rightColumns.get(i)).as(name));
            condition =
                    condition.and(
                            ColumnPatterns.column(leftColumns.get(i)).equalTo(functions.col(name)));
        }
        return left.join(right.select(renamed.toArray(Column[]::new)), condition, kind);
    }

    /** The text of a row's column, cut off where it gets long. */
    static String shortened(Row row, int index) {
        String text = row.getString(index);
        return text.length() > 128 ? text.substring(0, 128) + "…" : text;
    }
}
