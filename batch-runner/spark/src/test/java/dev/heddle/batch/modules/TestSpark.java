package dev.heddle.batch.modules;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** One Spark for all tests of this program, stopped with the JVM. */
public final class TestSpark {
    private static SparkSession session;

    private TestSpark() {}

    public static synchronized SparkSession session() {
        if (session == null) {
            session =
                    SparkSession.builder()
                            .master("local[2]")
                            .appName("write modules")
                            .config("spark.ui.enabled", "false")
                            .config("spark.driver.host", "127.0.0.1")
                            .config("spark.driver.bindAddress", "127.0.0.1")
                            .config("spark.sql.shuffle.partitions", "2")
                            // Compiling a query takes longer than running it on a few rows.
                            .config("spark.sql.codegen.wholeStage", "false")
                            .config("spark.sql.session.timeZone", "UTC")
                            .getOrCreate();
        }
        return session;
    }

    /**
     * Ends it, for tests with a Spark of their own, since a JVM has one; the next call starts anew.
     */
    public static synchronized void stop() {
        if (session != null) {
            session.stop();
            session = null;
        }
    }

    /** Rows of columns like {@code "id bigint, name string"}. */
    public static Dataset<Row> rows(String columns, Object[]... rows) {
        List<Row> list = Arrays.stream(rows).map(RowFactory::create).toList();
        return session().createDataFrame(list, StructType.fromDDL(columns));
    }

    /** One row. */
    public static Object[] row(Object... values) {
        return values;
    }
}
