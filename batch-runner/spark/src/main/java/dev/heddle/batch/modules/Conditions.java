package dev.heddle.batch.modules;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.JavaConverters;

/** Conditions in Spark's SQL on the rows of a data set. */
final class Conditions {
    private Conditions() {}

    /** Refuses what is no condition on these rows. */
    static void refuse(Dataset<Row> rows, String name, String sql, Refusals refusals) {
        columns(rows, name, sql, refusals);
    }

    /** The columns that a condition looks at, in lower case; none if it is refused. */
    static Set<String> columns(Dataset<Row> rows, String name, String sql, Refusals refusals) {
        Set<String> columns = new LinkedHashSet<>();
        try {
            Dataset<Row> selected = rows.select(functions.expr(sql).as("condition"));
            DataType type = selected.schema().fields()[0].dataType();
            if (!type.equals(DataTypes.BooleanType)) {
                refusals.add(
                        "condition '%s' is %s, expected boolean"
                                .formatted(name, type.catalogString()));
                return columns;
            }
            for (Attribute attribute :
                    JavaConverters.asJavaIterable(
                            ((org.apache.spark.sql.classic.Dataset<Row>) selected)
                                    .queryExecution()
                                    .analyzed()
                                    .references())) {
                columns.add(ColumnPatterns.lower(attribute.name()));
            }
        } catch (Exception e) {
            // Checked, and not declared: Spark is written in Scala.
            if (!(e instanceof AnalysisException)) {
                throw e;
            }
            refusals.add(
                    "condition '%s': %s"
                            .formatted(name, e.getMessage().lines().findFirst().orElse("")));
        }
        return columns;
    }
}
