package dev.heddle.benchmarks.batch;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.round;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tables of random numbers in Parquet, made where they are not yet there. */
public final class RandomTable {
    private static final int FILES = 8;

    private RandomTable() {}

    /** Writes ten doubles a row: the arguments are the folder and the rows, in millions. */
    public static void main(String[] arguments) throws IOException {
        try (SparkSession spark = spark(Runtime.getRuntime().availableProcessors())) {
            doubles(spark, Path.of(arguments[0]), Long.parseLong(arguments[1]) * 1_000_000);
        }
    }

    static SparkSession spark(int threads) {
        return SparkSession.builder()
                .master("local[" + threads + "]")
                .config("spark.ui.enabled", "false")
                // As jobs have it.
                .config("spark.sql.parquet.columnarReaderBatchSize", "1024")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
    }

    /** An id, and ten doubles of three digits. */
    static Dataset<Row> doubles(SparkSession spark, Path folder, long rows) {
        List<Column> columns = new ArrayList<>(List.of(col("id")));
        for (int i = 0; i < 10; i++) {
            columns.add(round(rand(i), 3).as("x" + i));
        }
        return table(spark, folder, rows, columns);
    }

    /** An id, and an array of floats. */
    static Dataset<Row> vectors(SparkSession spark, Path folder, long rows, int width) {
        Column[] values = new Column[width];
        for (int i = 0; i < width; i++) {
            values[i] = rand(i).cast("float");
        }
        return table(spark, folder, rows, List.of(col("id"), array(values).as("x")));
    }

    private static Dataset<Row> table(
            SparkSession spark, Path folder, long rows, List<Column> columns) {
        if (!Files.exists(folder.resolve("_SUCCESS"))) {
            spark.range(0, rows, 1, FILES)
                    .select(columns.toArray(Column[]::new))
                    .write()
                    .mode("overwrite")
                    .parquet(folder.toString());
        }
        return spark.read().parquet(folder.toString());
    }
}
