package dev.heddle.cli;

import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What every command takes that makes a job. */
final class JobOptions {
    private static final Pattern FILE = Pattern.compile("(?i).*(/.*|\\.(parquet|csv|jsonl|json))");
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*");

    @Option(
            names = "--engine",
            paramLabel = "MASTER",
            description = "Spark's master: local[*], spark://HOST:PORT, yarn, k8s://…")
    private String engine;

    @Option(
            names = "--spark",
            paramLabel = "KEY=VALUE",
            description = "A setting of the Spark session.")
    private Map<String, String> spark = new LinkedHashMap<>();

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            description = "A jar with write modules of your own.")
    private List<Path> jars = new ArrayList<>();

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many times it is tried again after it failed; 0.")
    private int retries;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            converter = TableTexts.DurationConverter.class,
            description = "How long one attempt may take: 30m, 2h.")
    private Duration deadline;

    /** A job of a kind with these options, and nothing of what it does. */
    JobSpec.Draft draft(JobKind kind) {
        JobSpec.Draft draft =
                JobSpec.of(kind)
                        .spark(spark)
                        .jars(jars.stream().map(jar -> jar.toAbsolutePath().toString()).toList())
                        .retries(retries);
        Optional.ofNullable(engine).ifPresent(draft::engine);
        Optional.ofNullable(deadline).ifPresent(draft::deadline);
        return draft;
    }

    /** What names a file of this machine as its absolute path, and anything else as it is. */
    static String place(String text) {
        boolean isFile = FILE.matcher(text).matches() && !SCHEME.matcher(text).matches();
        return isFile ? Path.of(text).toAbsolutePath().normalize().toString() : text;
    }
}
