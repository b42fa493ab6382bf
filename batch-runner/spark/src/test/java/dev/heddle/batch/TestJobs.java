package dev.heddle.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobOrder;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.OnError;
import dev.heddle.client.batch.OutputMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Runs jobs with the program as the platform starts it, from the class paths that builds leave. */
final class TestJobs {
    private static final ObjectMapper JSON = HeddleJson.mapper();

    private final Path folder;
    private final JobOrder.WarehouseLocation warehouse;
    private final Map<String, String> environment;
    private final Path model;
    private Path last;

    TestJobs(Path folder, JobOrder.WarehouseLocation warehouse, Map<String, String> environment) {
        this.folder = folder;
        this.warehouse = warehouse;
        this.environment = environment;
        this.model = TestPackages.function(folder.resolve("model"), Churn.class);
    }

    /** A file of two thousand customers on two days, two of whom cannot be scored. */
    static Path customers(Path folder) throws IOException {
        List<String> lines = new ArrayList<>(List.of("customer_id,tenure,plan,ds"));
        for (int i = 1; i <= 2_000; i++) {
            double tenure = i == 100 ? -1 : i % 40 / 4.0;
            lines.add(
                    "%d,%s,%s,2026-11-0%d".formatted(i, tenure, "p".repeat(i % 5 + 1), i % 2 + 1));
        }
        return Files.write(folder.resolve("customers.csv"), lines);
    }

    /** A job over customers by day. */
    static JobSpec spec(JobKind kind, String input, String output, OnError onError) {
        return spec(kind, input, Optional.empty(), output, List.of("ds"), onError);
    }

    static JobSpec spec(
            JobKind kind,
            String input,
            Optional<String> where,
            String output,
            List<String> partitions,
            OnError onError) {
        return spec(
                kind, input, where, output, OutputMode.OVERWRITE, partitions, onError, Map.of());
    }

    /** A job that adds rows of one place to those of another. */
    static JobSpec copy(String input, String output, Map<String, String> settings) {
        return spec(
                JobKind.WRITE,
                input,
                Optional.empty(),
                output,
                OutputMode.APPEND,
                List.of(),
                OnError.FAIL,
                settings);
    }

    private static JobSpec spec(
            JobKind kind,
            String input,
            Optional<String> where,
            String output,
            OutputMode mode,
            List<String> partitions,
            OnError onError,
            Map<String, String> settings) {
        Map<String, String> spark = new HashMap<>(settings);
        spark.put("spark.ui.enabled", "false");
        spark.put("spark.sql.shuffle.partitions", "2");
        boolean scores = kind == JobKind.SCORE;
        JobSpec.Draft draft =
                JobSpec.of(kind)
                        .input(input)
                        .format("jsonl")
                        .output(output)
                        .mode(mode)
                        .partitionBy(partitions)
                        .keys(scores ? List.of("customer_id") : List.of())
                        .columns(scores ? Map.of("customerId", "customer_id") : Map.of())
                        .onError(onError)
                        .logShare(scores ? 1 : 0)
                        .spark(spark);
        where.ifPresent(draft::where);
        return draft.build();
    }

    /** The folder of the last job. */
    Path last() {
        return last;
    }

    /** Runs a job to its end. */
    JobResult run(JobSpec spec) throws IOException {
        return run(UUID.randomUUID().toString(), 1, spec);
    }

    /** Runs an attempt of a job to its end. */
    JobResult run(String id, int attempt, JobSpec spec) throws IOException {
        last = Files.createDirectories(folder.resolve("jobs").resolve(id));
        JobOrder order =
                new JobOrder(
                        id,
                        attempt,
                        "me",
                        spec,
                        Optional.of(
                                new JobOrder.PackagedModel(
                                        "churn", 3, "abc", model.toString(), Map.of())),
                        warehouse,
                        Instant.now(),
                        true);
        JSON.writeValue(last.resolve(JobOrder.FILE).toFile(), order);
        Path log = last.resolve("log.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
        assertThat(last.resolve(JobResult.FILE))
                .as("the log ends with: %s", Files.readString(log))
                .exists();
        return JSON.readValue(last.resolve(JobResult.FILE).toFile(), JobResult.class);
    }

    private List<String> command() throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        String jar = target.resolve("heddle-batch-0.1.0-SNAPSHOT.jar").toString();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx1g");
        command.add("-Dderby.stream.error.file=" + last.resolve("derby.log"));
        command.addAll(List.of(System.getProperty("spark.options").trim().split("\\s+")));
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
                        "local[2]",
                        "--class",
                        BatchRunner.class.getName(),
                        jar,
                        last.toString()));
        return command;
    }
}
