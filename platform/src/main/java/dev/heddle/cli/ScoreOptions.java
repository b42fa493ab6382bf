package dev.heddle.cli;

import dev.heddle.client.batch.FeatureSource;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.OnError;
import dev.heddle.client.batch.OutputMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** What is scored or copied, and where it goes. */
final class ScoreOptions {
    @Option(
            names = "--input",
            required = true,
            paramLabel = "TABLE|FILE",
            description =
                    "DATABASE.TABLE, or a path or s3://… to .parquet, .csv or .jsonl, or to a"
                            + " folder.")
    private String input;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "The format of files whose name does not tell it: parquet, csv, json.")
    private String format;

    @Option(
            names = "--as-of",
            paramLabel = "VERSION|TIME",
            description = "Read the table as of a version, 7, or a time, 2026-11-01T00:00:00Z.")
    private String asOf;

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "Only these rows: \"ds = '2026-11-01'\".")
    private String where;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "TABLE|FILE",
            description = "Where results go.")
    private String output;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "OVERWRITE",
            description =
                    "overwrite the partitions that are written, append to them, or replace the whole"
                            + " table; overwrite.")
    private OutputMode mode;

    @Option(
            names = "--partition",
            split = ",",
            paramLabel = "COLUMN",
            description = "The output's partition columns.")
    private List<String> partitions = new ArrayList<>();

    @Option(
            names = "--key",
            split = ",",
            paramLabel = "COLUMN",
            description =
                    "The input's columns that the output keeps; those that the model does not take, if"
                            + " left out.")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--map",
            paramLabel = "FIELD=COLUMN",
            description = "The input's column for a field of the model, where the names differ.")
    private Map<String, String> columns = new LinkedHashMap<>();

    @Option(
            names = "--on-error",
            paramLabel = "POLICY",
            defaultValue = "FAIL",
            description =
                    "What becomes of a row that cannot be scored: fail the job, skip the row, or"
                            + " quarantine it in a table beside the output; fail.")
    private OnError onError;

    @Option(
            names = "--feature",
            paramLabel = "VIEW=TABLE:KEY[+KEY…]:TIME[:TTL]",
            converter = FeatureConverter.class,
            description =
                    "Where the features of a view come from, if not from where its definition says:"
                            + " the table's key columns, its column of the event time, and how old a"
                            + " value may be (3h).")
    private List<FeatureSource> features = new ArrayList<>();

    @Option(
            names = "--time",
            paramLabel = "COLUMN",
            description =
                    "The input's column that features are joined as of; the time of the job, if left"
                            + " out.")
    private String time;

    @Option(
            names = "--log",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "The share of rows that go to the inference log, from 0 to 1; 0.")
    private double logShare;

    /** What a job of these does: scores with a model, or copies where there is none. */
    JobSpec spec(Optional<String> model, JobOptions options) {
        JobSpec.Draft draft =
                options.draft(model.isPresent() ? JobKind.SCORE : JobKind.WRITE)
                        .input(JobOptions.place(input))
                        .output(JobOptions.place(output))
                        .mode(mode)
                        .partitionBy(partitions);
        Optional.ofNullable(format).ifPresent(draft::format);
        Optional.ofNullable(asOf).ifPresent(draft::asOf);
        Optional.ofNullable(where).ifPresent(draft::where);
        if (model.isPresent()) {
            draft.model(model.get())
                    .keys(keys)
                    .columns(columns)
                    .onError(onError)
                    .features(features)
                    .logShare(logShare);
            Optional.ofNullable(time).ifPresent(draft::time);
        }
        return draft.build();
    }

    /** Reads {@code weather=travel.weather:origin:observed:3h}; several keys {@code a+b}. */
    static final class FeatureConverter implements ITypeConverter<FeatureSource> {
        @Override
        public FeatureSource convert(String text) {
            String[] halves = text.split("=", 2);
            String[] parts = halves.length == 2 ? halves[1].split(":", 4) : new String[0];
            List<String> keys = parts.length < 2 ? List.of() : List.of(parts[1].split("\\+", -1));
            if (parts.length < 3 || keys.contains("")) {
                throw new IllegalArgumentException(
                        "'%s' is no feature source, expected VIEW=TABLE:KEY[+KEY…]:TIME[:TTL]"
                                .formatted(text));
            }
            Optional<Duration> timeToLive =
                    parts.length < 4
                            ? Optional.empty()
                            : Optional.of(new TableTexts.DurationConverter().convert(parts[3]));
            return new FeatureSource(halves[0], parts[0], keys, parts[2], timeToLive);
        }
    }
}
