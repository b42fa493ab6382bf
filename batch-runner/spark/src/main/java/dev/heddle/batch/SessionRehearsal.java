package dev.heddle.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Does what a person's first queries do, in a session that keeps nothing. An image's build runs it
 * once so that the JVM can keep the classes that are used (an AppCDS archive): sessions then start
 * in about half the time.
 */
public final class SessionRehearsal {
    private SessionRehearsal() {}

    /**
     * Runs queries whose tables are files of a temporary folder.
     *
     * @param arguments none
     * @throws IOException if no temporary folder can be made
     */
    public static void main(String[] arguments) throws IOException {
        String folder = Files.createTempDirectory("rehearsal").resolve("rows").toString();
        try (SparkSession spark =
                SparkSession.builder()
                        .config("spark.local.dir", Path.of(folder).getParent().toString())
                        .getOrCreate()) {
            spark.range(1_000)
                    .selectExpr("id", "cast(id % 7 as string) word", "id / 3.0 number", "now() at")
                    .write()
                    .parquet(folder);
            spark.read().parquet(folder).createOrReplaceTempView("rehearsed");
            spark.sql(
                            "select a.word, count(*), avg(b.number), max(a.at) from rehearsed a join"
                                    + " rehearsed b on a.id = b.id where a.id > 10 group by a.word"
                                    + " order by a.word limit 5")
                    .show();
            spark.table("rehearsed").limit(5).collectAsList();
            spark.table("rehearsed").printSchema();
        }
    }
}
