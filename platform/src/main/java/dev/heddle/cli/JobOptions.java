package dev.heddle.cli;

import dev.heddle.client.batch.FeatureSource;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.OnError;
import dev.heddle.client.batch.OutputMode;
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
    Draft draft(JobKind kind) {
        return new Draft(kind, this);
    }

    /** What names a file of this machine as its absolute path, and anything else as it is. */
    static String place(String text) {
        boolean isFile = FILE.matcher(text).matches() && !SCHEME.matcher(text).matches();
        return isFile ? Path.of(text).toAbsolutePath().normalize().toString() : text;
    }

    /** A job that is being described. */
    static final class Draft {
        private final JobKind kind;
        private final JobOptions options;
        private Optional<String> model = Optional.empty();
        private Optional<String> input = Optional.empty();
        private Optional<String> format = Optional.empty();
        private Optional<String> asOf = Optional.empty();
        private Optional<String> where = Optional.empty();
        private Optional<String> output = Optional.empty();
        private OutputMode mode = OutputMode.OVERWRITE;
        private List<String> partitionBy = List.of();
        private List<String> keys = List.of();
        private Map<String, String> columns = Map.of();
        private OnError onError = OnError.FAIL;
        private List<FeatureSource> features = List.of();
        private Optional<String> time = Optional.empty();
        private double logShare;

        private Draft(JobKind kind, JobOptions options) {
            this.kind = kind;
            this.options = options;
        }

        Draft from(String place, String format, String asOf, String where) {
            this.input = Optional.of(place(place));
            this.format = Optional.ofNullable(format);
            this.asOf = Optional.ofNullable(asOf);
            this.where = Optional.ofNullable(where);
            return this;
        }

        Draft to(String place, OutputMode how, List<String> partitions) {
            this.output = Optional.of(place(place));
            this.mode = how;
            this.partitionBy = partitions;
            return this;
        }

        Draft with(
                String scoredBy, List<String> kept, Map<String, String> mapping, OnError policy) {
            this.model = Optional.of(scoredBy);
            this.keys = kept;
            this.columns = mapping;
            this.onError = policy;
            return this;
        }

        Draft joining(List<FeatureSource> sources, String asOfColumn) {
            this.features = sources;
            this.time = Optional.ofNullable(asOfColumn);
            return this;
        }

        Draft logging(double share) {
            this.logShare = share;
            return this;
        }

        JobSpec spec() {
            return new JobSpec(
                    kind,
                    model,
                    input,
                    format,
                    asOf,
                    where,
                    output,
                    mode,
                    partitionBy,
                    keys,
                    columns,
                    onError,
                    features,
                    time,
                    logShare,
                    Optional.ofNullable(options.engine),
                    options.spark,
                    options.jars.stream().map(jar -> jar.toAbsolutePath().toString()).toList(),
                    options.retries,
                    Optional.ofNullable(options.deadline));
        }
    }
}
