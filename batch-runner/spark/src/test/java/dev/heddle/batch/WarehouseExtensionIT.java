package dev.heddle.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.heddle.batch.modules.TestSpark;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.TableSummary;
import dev.heddle.client.batch.TableVersionSummary;
import dev.heddle.warehouse.Provenance;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.TableVersion;
import dev.heddle.warehouse.TestWarehouse;
import dev.heddle.warehouse.WriteMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A session without a metastore reads tables of a real warehouse. What the platform says of them
 * comes from that warehouse by way of a server in this process.
 */
class WarehouseExtensionIT {
    private static final TableName ORDERS = TableName.parse("shop.orders");

    @TempDir static Path folder;

    private static TestWarehouse metastore;
    private static HttpServer platform;
    private static SparkSession spark;
    private static Warehouse warehouse;

    @BeforeAll
    static void start() throws IOException {
        TestSpark.stop();
        metastore = TestWarehouse.start(folder);
        platform = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        platform.createContext("/api/v1/tables/", WarehouseExtensionIT::answer);
        platform.start();
        spark =
                SparkSession.builder()
                        .master("local[2]")
                        .config("spark.ui.enabled", "false")
                        .config("spark.driver.host", "127.0.0.1")
                        .config("spark.driver.bindAddress", "127.0.0.1")
                        .config("spark.sql.shuffle.partitions", "2")
                        .config("spark.sql.catalogImplementation", "in-memory")
                        .config("spark.sql.extensions", WarehouseExtension.class.getName())
                        .config("spark.sql.warehouse.dir", folder.resolve("other").toString())
                        .config("spark.heddle.warehouse", metastore.settings().root())
                        .config(
                                "spark.heddle.url",
                                "http://127.0.0.1:" + platform.getAddress().getPort())
                        .getOrCreate();
        warehouse = new Warehouse(spark, metastore.settings());
    }

    @AfterAll
    static void stop() {
        warehouse.close();
        spark.stop();
        platform.stop(0);
        metastore.close();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        TableName name = TableName.parse(path.substring(path.lastIndexOf('/') + 1));
        byte[] body;
        int status;
        Optional<TableVersion> current = warehouse.tables().current(name);
        if (current.isPresent()) {
            status = 200;
            body = HeddleJson.mapper().writeValueAsBytes(summary(name, current.get()));
        } else {
            status = 404;
            body = "{\"code\": \"NOT_FOUND\", \"status\": 404}".getBytes(StandardCharsets.UTF_8);
        }
        exchange.getResponseHeaders()
                .set(
                        "Content-Type",
                        status == 200 ? "application/json" : "application/problem+json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static TableSummary summary(TableName name, TableVersion version) {
        return new TableSummary(
                name.toString(),
                List.of(),
                List.of(),
                Optional.empty(),
                "EXTERNAL_TABLE",
                Optional.of(
                        new TableVersionSummary(
                                version.number(),
                                "overwrite",
                                "me",
                                Optional.empty(),
                                Optional.empty(),
                                version.at(),
                                version.rows(),
                                version.bytes(),
                                version.partitions().size(),
                                0,
                                List.of())),
                List.of());
    }

    private static void write(TableName name, long from, long to) {
        Dataset<Row> rows =
                spark.range(from, to).selectExpr("id", "concat('2026-01-0', id % 3 + 1) ds");
        warehouse.write(name, rows, List.of("ds"), WriteMode.OVERWRITE, Provenance.of("me"));
    }

    @Test
    void shouldReadWhatIsPublishedWhenAQueryIsWrittenDown() {
        write(ORDERS, 0, 9);
        Dataset<Row> before = spark.table("shop.orders");

        write(ORDERS, 0, 12);

        assertThat(before.count()).isEqualTo(9);
        assertThat(spark.table("shop.orders").count()).isEqualTo(12);
        assertThat(
                        spark.sql(
                                        "with w as (select ds, count(*) n from SHOP.Orders group by ds)"
                                                + " select max(w.n) from w where w.ds in"
                                                + " (select orders.ds from spark_catalog.shop.orders)")
                                .first()
                                .getLong(0))
                .isEqualTo(4);
    }

    @Test
    void shouldJoinATableWithItself() {
        TableName name = TableName.parse("shop.pairs");
        write(name, 0, 6);

        assertThat(
                        spark.sql(
                                        "select a.id from shop.pairs a join shop.pairs b on a.id = b.id"
                                                + " where a.ds = '2026-01-01'")
                                .count())
                .isEqualTo(2);
    }

    @Test
    void shouldPreferWhatTheSessionItselfHas() {
        TableName name = TableName.parse("own.rows");
        write(name, 0, 3);
        spark.sql("create database if not exists own");
        spark.sql("create table own.rows as select 1 as id");

        assertThat(spark.table("own.rows").count()).isEqualTo(1);
    }

    @Test
    void shouldRefuseUnknownTablesAndWrites() {
        TableName name = TableName.parse("shop.kept");
        write(name, 0, 3);

        assertThatThrownBy(() -> spark.table("shop.nothing"))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("`shop`.`nothing`");
        assertThatThrownBy(() -> spark.sql("insert into shop.kept select * from shop.kept"))
                .isInstanceOf(AnalysisException.class);
        assertThat(spark.table("shop.kept").count()).isEqualTo(3);
    }
}
