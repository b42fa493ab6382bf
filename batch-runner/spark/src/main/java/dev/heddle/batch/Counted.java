package dev.heddle.batch;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.LongAccumulator;

/** Rows that are counted on their way. */
final class Counted {
    private Counted() {}

    /** The same rows; each of them adds one to a count, again where Spark computes it again. */
    static Dataset<Row> rows(Dataset<Row> rows, LongAccumulator count) {
        JavaRDD<InternalRow> counted =
                ((org.apache.spark.sql.classic.Dataset<Row>) rows)
                        .queryExecution()
                        .toRdd()
                        .toJavaRDD()
                        .map(
                                row -> {
                                    count.add(1);
                                    return row;
                                });
        return ((org.apache.spark.sql.classic.SparkSession) (SparkSession) rows.sparkSession())
                .internalCreateDataFrame(counted.rdd(), rows.schema(), false);
    }
}
