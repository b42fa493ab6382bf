package dev.heddle.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobOrder;
import dev.heddle.client.batch.JobProgress;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobResult.Outcome;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.OnError;
import dev.heddle.client.batch.OutputMode;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.Tables;
import dev.heddle.warehouse.TestWarehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
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
    private static Path model;
    private static Path customers;

    @BeforeAll
    static void start() throws IOException {
        warehouse = TestWarehouse.start(folder);
        tables = new Tables(warehouse.settings());
        model = TestPackages.function(folder.resolve("model"), Churn.class);
        customers = folder.resolve("customers.csv");
        List<String> lines = new ArrayList<>(List.of("customer_id,tenure,plan,ds"));
        for (int i = 1; i <= 2_000; i++) {
            double tenure = i == 100 ? -1 : i % 40 / 4.0;
            lines.add(
                    "%d,%s,%s,2026-11-0%d".formatted(i, tenure, "p".repeat(i % 5 + 1), i % 2 + 1));
        }
        Files.write(customers, lines);
        JobResult result =
                run(spec(JobKind.WRITE, customers.toString(), "growth.customers", OnError.FAIL));
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
                run(spec(JobKind.SCORE, "growth.customers", "growth.failed", OnError.FAIL));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error().orElseThrow().message()).contains("the row customer_id=");
        assertThat(tables.describe(TableName.parse("growth.failed"))).isEmpty();
    }

    @Test
    void shouldPutBadRowsIntoQuarantineAndPublishTheOthers() throws IOException {
        JobResult result =
                run(spec(JobKind.SCORE, "growth.customers", "growth.scores", OnError.QUARANTINE));

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
                        .resolve("job=" + last.getFileName());
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
                run(spec(JobKind.SCORE, "growth.customers", "growth.skipped", OnError.SKIP));

        assertThat(result.rowsOut()).isEqualTo(1_998);
        assertThat(result.rowsSkipped()).isEqualTo(2);
        JobProgress progress =
                JSON.readValue(last.resolve(JobProgress.FILE).toFile(), JobProgress.class);
        assertThat(progress.phase()).isEqualTo(JobProgress.Phase.DONE);
        assertThat(progress.rowsRead()).isEqualTo(2_000);
        assertThat(progress.rowsWritten()).isEqualTo(1_998);
    }

    @Test
    void shouldReadATableIntoOneFileAndLeaveStrangersAlone() throws IOException {
        Path file = folder.resolve("long.csv");
        JobSpec spec =
                spec(
                        JobKind.READ,
                        "growth.customers",
                        Optional.of("ds = '2026-11-01'"),
                        file.toString(),
                        List.of(),
                        OnError.FAIL);
        assertThat(run(spec).rowsOut()).isEqualTo(1_000);
        assertThat(run(spec).error()).isEmpty();
        assertThat(Files.readAllLines(file)).hasSize(1_001).contains("customer_id,tenure,plan,ds");
        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside.map(Path::getFileName).map(Path::toString))
                    .noneMatch(name -> name.startsWith(".long.csv"));
        }

        Path home = Files.createDirectories(folder.resolve("home"));
        Path notes = Files.writeString(home.resolve("notes.txt"), "mine");
        JobResult refused =
                run(spec(JobKind.READ, "growth.customers", home.toString(), OnError.FAIL));

        assertThat(refused.error().orElseThrow().message())
                .contains("holds notes.txt, which no job wrote");
        assertThat(notes).exists();
    }

    private static Path last;

    private static JobSpec spec(JobKind kind, String input, String output, OnError onError) {
        return spec(kind, input, Optional.empty(), output, List.of("ds"), onError);
    }

    private static JobSpec spec(
            JobKind kind,
            String input,
            Optional<String> where,
            String output,
            List<String> partitions,
            OnError onError) {
        return new JobSpec(
                kind,
                Optional.empty(),
                Optional.of(input),
                Optional.of("jsonl"),
                Optional.empty(),
                where,
                Optional.of(output),
                OutputMode.OVERWRITE,
                partitions,
                kind == JobKind.SCORE ? List.of("customer_id") : List.of(),
                kind == JobKind.SCORE ? Map.of("customerId", "customer_id") : Map.of(),
                onError,
                List.of(),
                Optional.empty(),
                kind == JobKind.SCORE ? 1 : 0,
                Optional.empty(),
                Map.of("spark.ui.enabled", "false", "spark.sql.shuffle.partitions", "2"),
                List.of(),
                0,
                Optional.empty());
    }

    private static JobResult run(JobSpec spec) throws IOException {
        String id = UUID.randomUUID().toString();
        last = Files.createDirectories(folder.resolve("jobs").resolve(id));
        JobOrder order =
                new JobOrder(
                        id,
                        1,
                        "me",
                        spec,
                        Optional.of(
                                new JobOrder.PackagedModel(
                                        "churn", 3, "abc", model.toString(), Map.of())),
                        new JobOrder.WarehouseLocation(
                                warehouse.root(), warehouse.metastore(), Optional.empty()),
                        Instant.now());
        JSON.writeValue(last.resolve(JobOrder.FILE).toFile(), order);
        SparkProgram.run("local[2]", last);
        return JSON.readValue(last.resolve(JobResult.FILE).toFile(), JobResult.class);
    }

    /** Starts it as the platform does, from the class paths that the build leaves. */
    private static final class SparkProgram {
        static void run(String master, Path folder) throws IOException {
            Path target = Path.of("target").toAbsolutePath();
            String jar = target.resolve("heddle-batch-0.1.0-SNAPSHOT.jar").toString();
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-Xmx1g");
            for (String option : System.getProperty("spark.options").trim().split("\\s+")) {
                command.add(option);
            }
            command.add("-cp");
            command.add(
                    jar
                            + ":"
                            + Files.readString(target.resolve("spark.classpath")).trim()
                            + ":"
                            + Files.readString(target.resolve("application.classpath")).trim());
            command.addAll(
                    List.of(
                            "org.apache.spark.deploy.SparkSubmit",
                            "--master",
                            master,
                            "--class",
                            BatchRunner.class.getName(),
                            jar,
                            folder.toString()));
            Path log = folder.resolve("log.txt");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            try {
                assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                process.destroyForcibly();
            }
            assertThat(folder.resolve(JobResult.FILE))
                    .as("the log ends with: %s", Files.readString(log))
                    .exists();
        }
    }
}
