package dev.heddle.batch.scoring;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A query that only reads columns, of Parquet files for one: they can be had as they were read,
 * before Spark makes rows of them.
 */
final class ColumnarInput {
    private final SparkPlan reading;
    private final int[] places;

    private ColumnarInput(SparkPlan reading, int[] places) {
        this.reading = reading;
        this.places = places;
    }

    /** The columns of a plan; empty if it makes its rows in another way. */
    static Optional<ColumnarInput> of(SparkPlan plan) {
        SparkPlan last = withoutCode(plan);
        SparkPlan rows = last instanceof ProjectExec ? withoutCode(last.children().head()) : last;
        if (!(rows instanceof ColumnarToRowExec)) {
            return Optional.empty();
        }
        SparkPlan reading = withoutCode(rows.children().head());
        List<Attribute> read = CollectionConverters.asJava(reading.output());
        List<? extends NamedExpression> wanted =
                last instanceof ProjectExec project
                        ? CollectionConverters.asJava(project.projectList())
                        : CollectionConverters.asJava(plan.output());
        int[] places = new int[wanted.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = place(wanted.get(i), read);
            if (places[i] < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new ColumnarInput(reading, places));
    }

    private static SparkPlan withoutCode(SparkPlan plan) {
        return plan instanceof WholeStageCodegenExec || plan instanceof InputAdapter
                ? withoutCode(plan.children().head())
                : plan;
    }

    /** Where a column is read that goes on as it is; -1 for one that is computed. */
    private static int place(NamedExpression wanted, List<Attribute> read) {
        for (int i = 0; i < read.size(); i++) {
            if (wanted instanceof Attribute && read.get(i).exprId().equals(wanted.exprId())) {
                return i;
            }
        }
        return -1;
    }

    /** What becomes of the rows of each part, which comes with its index. */
    <T> JavaRDD<T> rows(Function2<Integer, RowSource, Iterator<T>> task) {
        int[] columns = places;
        return reading.executeColumnar()
                .toJavaRDD()
                .mapPartitionsWithIndex(
                        (part, batches) -> task.call(part, new ColumnRows(batches, columns)),
                        false);
    }
}
