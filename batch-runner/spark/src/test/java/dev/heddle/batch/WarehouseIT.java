package dev.heddle.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.heddle.batch.modules.TestSpark;
import dev.heddle.batch.scoring.LatestFeatures;
import dev.heddle.client.batch.FeatureSource;
import dev.heddle.warehouse.Provenance;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.TableVersion;
import dev.heddle.warehouse.TestWarehouse;
import dev.heddle.warehouse.WriteMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables written with Spark, on a real metastore, and read by whoever reads Hive tables. */
class WarehouseIT {
    private static final Provenance ME = Provenance.of("me");

    @TempDir static Path folder;

    private static TestWarehouse metastore;
    private static SparkSession spark;
    private static Warehouse warehouse;

    @BeforeAll
    static void start() {
        TestSpark.stop();
        metastore = TestWarehouse.start(folder);
        spark =
                SparkSession.builder()
                        .master("local[2]")
                        .config("spark.ui.enabled", "false")
                        .config("spark.driver.host", "127.0.0.1")
                        .config("spark.driver.bindAddress", "127.0.0.1")
                        .config("spark.sql.shuffle.partitions", "2")
                        .config(
                                "spark.hadoop.hive.metastore.uris",
                                "thrift://" + metastore.metastore())
                        .config("spark.sql.warehouse.dir", folder.resolve("other").toString())
                        .enableHiveSupport()
                        .getOrCreate();
        warehouse = new Warehouse(spark, metastore.settings());
    }

    @AfterAll
    static void stop() {
        warehouse.close();
        spark.stop();
        metastore.close();
    }

    @Test
    void shouldBeAnOrdinaryTableForPlainSparkSql() {
        TableName name = TableName.parse("shop.orders");
        write(name, orders(0, 100), "Ds");
        write(name, orders(100, 50), "Ds");

        assertThat(
                        spark.sql(
                                        "select ds, count(*), sum(id) from shop.orders group by ds order by ds")
                                .collectAsList()
                                .toString())
                .isEqualTo(sums());
        assertThat(spark.sql("show partitions shop.orders").count()).isEqualTo(3);
        assertThat(spark.sql("select id from shop.orders where ds = '2026-01-01'").count())
                .isEqualTo(partition(100, 50, 1));
    }

    private static String sums() {
        StringBuilder text = new StringBuilder("[");
        for (int ds = 0; ds < 3; ds++) {
            long count = 0;
            long sum = 0;
            for (int id = 100; id < 150; id++) {
                if (id % 3 == ds) {
                    count++;
                    sum += id;
                }
            }
            text.append(ds > 0 ? ", " : "").append("[2026-01-0%d,%d,%d]".formatted(ds, count, sum));
        }
        return text.append("]").toString();
    }

    private static long partition(int from, int count, int ds) {
        long found = 0;
        for (int id = from; id < from + count; id++) {
            found += id % 3 == ds ? 1 : 0;
        }
        return found;
    }

    @Test
    void shouldKnowATablesPartitionColumns() {
        TableName name = TableName.parse("shop.known");
        write(name, orders(0, 90), "ds");

        TableVersion second =
                warehouse
                        .write(name, orders(0, 30), List.of(), WriteMode.OVERWRITE, ME)
                        .orElseThrow();

        assertThat(second.partitions()).hasSize(3);
        assertThat(warehouse.read(name).count()).isEqualTo(30);
    }

    @Test
    void shouldReadAnEarlierVersionAndPruneItsPartitions() {
        TableName name = TableName.parse("shop.history");
        TableVersion first = write(name, orders(0, 90), "ds");
        write(name, orders(0, 30), "ds");

        assertThat(warehouse.read(name, 1).count()).isEqualTo(90);
        assertThat(warehouse.read(name, first.at()).count()).isEqualTo(90);
        assertThat(warehouse.read(name).count()).isEqualTo(30);
        Dataset<Row> day = warehouse.read(name, 1).where("ds = '2026-01-02' and id > 10");
        assertThat(day.count()).isEqualTo(27);
        assertThat(day.queryExecution().executedPlan().toString()).contains("PartitionFilters");
    }

    @Test
    void shouldReadNoDayOfAHistoryThatCannotCount() {
        TableName name = TableName.parse("shop.activity");
        Dataset<Row> rows =
                spark.range(0, 90)
                        .selectExpr(
                                "id % 10 customer",
                                "timestamp '2026-01-01 12:00:00' + make_dt_interval(cast(id % 30 as"
                                        + " int)) seen",
                                "id heddle_offset",
                                "cast(date '2026-01-01' + cast(id % 30 as int) as string) ds");
        warehouse.write(name, rows, List.of("ds"), WriteMode.APPEND, ME);
        FeatureSource source =
                new FeatureSource(
                        "activity",
                        "shop.activity",
                        List.of("customer"),
                        "seen",
                        Optional.of(Duration.ofDays(3)));

        Dataset<Row> latest =
                LatestFeatures.of(
                                warehouse.read(name),
                                source,
                                List.of("heddle_offset"),
                                Instant.parse("2026-01-10T12:00:00Z"))
                        .rows();

        assertThat(latest.collectAsList())
                .extracting(row -> row.getLong(0), row -> row.getLong(1))
                .containsExactlyInAnyOrder(
                        tuple(6L, 66L), tuple(7L, 67L), tuple(8L, 68L), tuple(9L, 69L));
        assertThat(latest.queryExecution().executedPlan().toString())
                .containsPattern(
                        "PartitionFilters: \\[isnotnull\\(ds#\\d+\\), \\(ds#\\d+ <= 2026-01-10\\),"
                                + " \\(ds#\\d+ >= 2026-01-07\\)]");
    }

    @Test
    void shouldFinishOnWhatAReaderBeganWith() {
        TableName name = TableName.parse("shop.inflight");
        write(name, orders(0, 90), "ds");
        Dataset<Row> reader = warehouse.read(name);

        write(name, orders(0, 3), "ds");

        assertThat(reader.count()).isEqualTo(90);
        assertThat(reader.count()).isEqualTo(90);
    }

    @Test
    void shouldAppendReplaceAndEvolve() {
        TableName name = TableName.parse("shop.plain");
        warehouse.write(name, orders(0, 10).drop("ds"), List.of(), WriteMode.APPEND, ME);
        warehouse.write(
                name,
                orders(10, 5).drop("ds").withColumn("Note", lit("new")),
                List.of(),
                WriteMode.APPEND,
                ME);

        assertThat(spark.sql("select id from shop.plain where note is null").count()).isEqualTo(10);
        assertThat(spark.sql("select id from shop.plain where note = 'new'").count()).isEqualTo(5);
        warehouse.write(name, orders(0, 2).drop("ds"), List.of(), WriteMode.REPLACE, ME);
        assertThat(spark.table("shop.plain").count()).isEqualTo(2);
        assertThatThrownBy(
                        () ->
                                warehouse.write(
                                        name,
                                        orders(0, 2)
                                                .drop("ds")
                                                .withColumn("id", col("id").cast("string")),
                                        List.of(),
                                        WriteMode.APPEND,
                                        ME))
                .hasMessageContaining("column id is bigint in the table and string in the rows");
    }

    @Test
    void shouldPublishNothingWhenACheckRefusesRows() {
        TableName name = TableName.parse("shop.checked");
        warehouse
                .tables()
                .define(
                        name,
                        """
                        modules:
                          - validate:
                              columns:
                                amount: {min: 0}
                          - quality: {}
                        """);
        TableVersion good = write(name, orders(0, 30), "ds");

        assertThatThrownBy(() -> write(name, orders(0, 30).withColumn("amount", lit(-1.0)), "ds"))
                .isInstanceOf(Blocked.class)
                .hasMessageContaining("shop.checked was not published")
                .satisfies(
                        e -> {
                            String rejected = ((Blocked) e).rejected().orElseThrow();
                            assertThat(spark.read().parquet(rejected).count()).isEqualTo(30);
                        });

        assertThat(warehouse.tables().current(name)).contains(good);
        assertThat(warehouse.tables().quality(name, good).orElseThrow())
                .contains("\"name\":\"amount\"");
        assertThat(spark.table("shop.checked").count()).isEqualTo(30);
    }

    private static TableVersion write(TableName name, Dataset<Row> rows, String partitionBy) {
        return warehouse
                .write(name, rows, List.of(partitionBy), WriteMode.OVERWRITE, ME)
                .orElseThrow();
    }

    private static Dataset<Row> orders(int from, int count) {
        return spark.range(from, from + count)
                .selectExpr(
                        "id",
                        "cast(id as double) amount",
                        "concat('2026-01-0', cast(id % 3 as string)) ds");
    }
}
