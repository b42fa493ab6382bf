package dev.heddle.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobOrder;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.OnError;
import dev.heddle.testing.FaultyProxy;
import dev.heddle.testing.S3Server;
import dev.heddle.warehouse.S3Settings;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.TableVersion;
import dev.heddle.warehouse.Tables;
import dev.heddle.warehouse.TestWarehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose tables and files are in an object store. */
class S3WarehouseIT {
    private static final String ROOT = "s3://lake/warehouse";
    private static final TableName SCORES = TableName.parse("growth.scores");

    @TempDir static Path folder;

    private static S3Server server;
    private static FaultyProxy proxy;
    private static TestWarehouse warehouse;
    private static Tables tables;
    private static TestJobs jobs;

    @BeforeAll
    static void start() throws Exception {
        server = new S3Server(Files.createDirectories(folder.resolve("s3")));
        Files.createDirectories(folder.resolve("s3/data/lake"));
        proxy = new FaultyProxy(server.address());
        S3Settings s3 =
                new S3Settings(
                        Optional.of(proxy.address().toString()),
                        "us-east-1",
                        true,
                        Optional.of(new S3Settings.Keys(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)));
        warehouse = TestWarehouse.start(folder, Optional.of(s3));
        tables = new Tables(warehouse.settings(ROOT));
        jobs =
                new TestJobs(
                        folder,
                        new JobOrder.WarehouseLocation(
                                ROOT,
                                warehouse.metastore(),
                                Optional.of(
                                        new JobOrder.S3Location(
                                                s3.endpoint(), s3.region(), s3.pathStyle()))),
                        Map.of(
                                "HEDDLE_S3_ACCESS_KEY",
                                S3Server.ACCESS_KEY,
                                "HEDDLE_S3_SECRET_KEY",
                                S3Server.SECRET_KEY));
    }

    @AfterAll
    static void stop() throws Exception {
        tables.close();
        warehouse.close();
        proxy.close();
        server.close();
    }

    @Test
    void shouldScoreFilesIntoTablesAndTablesIntoFilesWhateverTheStoreDoes() throws Exception {
        String customers = TestJobs.customers(folder).toString();
        write(customers, "s3://lake/in/customers.jsonl");
        write("s3://lake/in/customers.jsonl", "growth.customers");

        // A tenth of all requests are refused and come again.
        int[] requests = {0};
        proxy.refuse(503, request -> ++requests[0] % 10 == 0);
        JobResult scored = score();
        assertThat(scored.error()).isEmpty();
        assertThat(scored.rowsOut()).isEqualTo(1_998);
        assertThat(proxy.disturbed()).isPositive();
        proxy.heal();
        TableVersion first = tables.current(SCORES).orElseThrow();
        assertThat(first.rows()).isEqualTo(1_998);

        // The store takes no rows for good: nothing is published.
        proxy.refuse(
                403, request -> request.startsWith("PUT") && request.contains("/scores/data/"));
        JobResult failed = score();
        assertThat(failed.error()).isPresent();
        proxy.heal();
        assertThat(tables.current(SCORES)).contains(first);

        assertThat(score().error()).isEmpty();
        assertThat(tables.current(SCORES).orElseThrow().number()).isEqualTo(first.number() + 1);
        JobResult read = write("growth.scores", "s3://lake/out/scores.parquet");
        assertThat(read.files()).containsExactly("s3a://lake/out/scores.parquet");
        assertThat(write("s3://lake/out/scores.parquet", "growth.copied").rowsOut())
                .isEqualTo(1_998);
    }

    private static JobResult score() throws Exception {
        return jobs.run(
                TestJobs.spec(
                        JobKind.SCORE, "growth.customers", SCORES.toString(), OnError.QUARANTINE));
    }

    private static JobResult write(String from, String to) throws Exception {
        JobResult result =
                jobs.run(
                        TestJobs.spec(
                                JobKind.WRITE,
                                from,
                                Optional.empty(),
                                to,
                                List.of(),
                                OnError.FAIL));
        assertThat(result.error()).isEmpty();
        return result;
    }
}
