package dev.heddle.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobOrder.WarehouseLocation;
import dev.heddle.client.batch.JobProfile;
import dev.heddle.client.batch.JobProgress;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobResult.Outcome;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.OnError;
import dev.heddle.sketches.Profile;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.Tables;
import dev.heddle.warehouse.TestWarehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as the platform starts it. */
class BatchRunnerIT {
    private static final ObjectMapper JSON = HeddleJson.mapper();

    @TempDir static Path folder;

    private static TestWarehouse warehouse;
    private static Tables tables;
    private static TestJobs jobs;

    @BeforeAll
    static void start() throws IOException {
        warehouse = TestWarehouse.start(folder);
        tables = new Tables(warehouse.settings());
        jobs =
                new TestJobs(
                        folder,
                        new WarehouseLocation(
                                warehouse.root(), warehouse.metastore(), Optional.empty()),
                        Map.of());
        Path customers = TestJobs.customers(folder);
        JobResult result =
                jobs.run(
                        TestJobs.spec(
                                JobKind.WRITE,
                                customers.toString(),
                                "growth.customers",
                                OnError.FAIL));
        assertThat(result.error()).isEmpty();
        assertThat(result.rowsOut()).isEqualTo(2_000);
    }

    @AfterAll
    static void stop() {
        tables.close();
        warehouse.close();
    }

    @Test
    void shouldFailWithTheRowAndItsErrorAndPublishNothing() throws IOException {
        JobResult result =
                jobs.run(
                        TestJobs.spec(
                                JobKind.SCORE, "growth.customers", "growth.failed", OnError.FAIL));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error().orElseThrow().message()).contains("the row customer_id=");
        assertThat(tables.describe(TableName.parse("growth.failed"))).isEmpty();
    }

    @Test
    void shouldPutBadRowsIntoQuarantineAndPublishTheOthers() throws IOException {
        JobResult result =
                jobs.run(
                        TestJobs.spec(
                                JobKind.SCORE,
                                "growth.customers",
                                "growth.scores",
                                OnError.QUARANTINE));

        assertThat(result.error()).isEmpty();
        assertThat(result.rowsIn()).isEqualTo(2_000);
        assertThat(result.rowsOut()).isEqualTo(1_998);
        assertThat(result.rowsQuarantined()).isEqualTo(2);
        assertThat(result.published())
                .extracting(JobResult.Published::table)
                .containsExactly("growth.scores", "growth.scores_quarantine");
        assertThat(tables.current(TableName.parse("growth.scores")).orElseThrow().partitions())
                .containsOnlyKeys("ds=2026-11-01", "ds=2026-11-02");
        assertThat(tables.current(TableName.parse("growth.scores_quarantine")).orElseThrow().rows())
                .isEqualTo(2);
        assertLogged();
    }

    /** Every row has a line in the inference log of the job, the bad ones with their error. */
    private static void assertLogged() throws IOException {
        Path log =
                Path.of(warehouse.root())
                        .resolve("_inference_log/model=churn/version=3")
                        .resolve("job=" + jobs.last().getFileName());
        List<JsonNode> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(log)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".jsonl")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    lines.add(JSON.readTree(line));
                }
            }
        }
        assertThat(lines).hasSize(2_000);
        assertThat(lines).filteredOn(line -> line.has("error")).hasSize(2);
        assertThat(lines).filteredOn(line -> line.has("outputs")).hasSize(1_998);
        assertThat(lines).allMatch(line -> line.at("/inputs/0/customerId").isIntegralNumber());
    }

    @Test
    void shouldSkipBadRowsAndCountThem() throws IOException {
        JobResult result =
                jobs.run(
                        TestJobs.spec(
                                JobKind.SCORE, "growth.customers", "growth.skipped", OnError.SKIP));

        assertThat(result.rowsOut()).isEqualTo(1_998);
        assertThat(result.rowsSkipped()).isEqualTo(2);
        JobProfile seen =
                JSON.readValue(jobs.last().resolve(JobProfile.FILE).toFile(), JobProfile.class);
        assertThat(seen.rows()).isEqualTo(2_000);
        assertThat(seen.errors()).hasSize(2);
        assertThat(Profile.read(seen.profile()).rows()).isEqualTo(1_998);
        JobProgress progress =
                JSON.readValue(jobs.last().resolve(JobProgress.FILE).toFile(), JobProgress.class);
        assertThat(progress.phase()).isEqualTo(JobProgress.Phase.DONE);
        assertThat(progress.rowsRead()).isEqualTo(2_000);
        assertThat(progress.rowsWritten()).isEqualTo(1_998);
    }

    @Test
    void shouldReadATableIntoOneFileAndLeaveStrangersAlone() throws IOException {
        Path file = folder.resolve("long.csv");
        JobSpec spec =
                TestJobs.spec(
                        JobKind.READ,
                        "growth.customers",
                        Optional.of("ds = '2026-11-01'"),
                        file.toString(),
                        List.of(),
                        OnError.FAIL);
        assertThat(jobs.run(spec).rowsOut()).isEqualTo(1_000);
        assertThat(jobs.run(spec).error()).isEmpty();
        assertThat(Files.readAllLines(file)).hasSize(1_001).contains("customer_id,tenure,plan,ds");
        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside.map(Path::getFileName).map(Path::toString))
                    .noneMatch(name -> name.startsWith(".long.csv"));
        }

        Path home = Files.createDirectories(folder.resolve("home"));
        Path notes = Files.writeString(home.resolve("notes.txt"), "mine");
        JobResult refused =
                jobs.run(
                        TestJobs.spec(
                                JobKind.READ, "growth.customers", home.toString(), OnError.FAIL));

        assertThat(refused.error().orElseThrow().message())
                .contains("holds notes.txt, which no job wrote");
        assertThat(notes).exists();
    }

    @Test
    void shouldWriteAndReadATableOfAnotherCatalog() throws IOException {
        Path database = folder.resolve("derby");
        Map<String, String> catalog =
                Map.of(
                        "spark.sql.catalog.db",
                        "org.apache.spark.sql.execution.datasources.v2.jdbc.JDBCTableCatalog",
                        "spark.sql.catalog.db.url",
                        "jdbc:derby:" + database + ";create=true",
                        "spark.sql.catalog.db.driver",
                        "org.apache.derby.jdbc.EmbeddedDriver");
        JobSpec write = TestJobs.copy("growth.customers", "db.APP.customers", catalog);
        assertThat(jobs.run(write).error()).isEmpty();
        assertThat(jobs.run(write).rowsOut()).isEqualTo(2_000);

        Path file = folder.resolve("both.parquet");
        JobResult read = jobs.run(TestJobs.copy("db.APP.customers", file.toString(), catalog));

        assertThat(read.rowsOut()).isEqualTo(4_000);
        assertThat(read.files()).containsExactly(file.toString());
    }
}
