package dev.heddle.batch;

import dev.heddle.batch.scoring.FeatureComparison;
import dev.heddle.batch.scoring.FeatureComparison.Calls;
import dev.heddle.batch.scoring.ScoringModel;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.FeatureSource;
import dev.heddle.client.batch.JobOrder;
import dev.heddle.client.batch.JobOrder.PackagedModel;
import dev.heddle.client.batch.JobProgress.Phase;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.client.batch.JobResult.Outcome;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.monitors.FeatureSkew;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.TableName;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Compares the features that a version's logged calls had with what their views' tables say of the
 * same entities at the same moments.
 */
final class SkewJob {
    /** The share of differing records from which on a feature is told as a warning. */
    private static final double THRESHOLD = 0.01;

    private final SparkSession spark;
    private final Warehouse warehouse;
    private final JobOrder order;
    private final JobSpec spec;
    private final ProgressReport progress;

    SkewJob(SparkSession spark, Warehouse warehouse, JobOrder order, ProgressReport progress) {
        this.spark = spark;
        this.warehouse = warehouse;
        this.order = order;
        this.spec = order.spec();
        this.progress = progress;
    }

    JobResult run(ScoringModel source) {
        PackagedModel model = order.model().orElseThrow();
        Instant[] time = time();
        Calls calls = new Calls(model.name(), model.version(), time[0], time[1]);
        Struct inputs = source.signature().input();
        List<Finding> findings = withoutTable(inputs);
        String[] folders = folders(time[0], time[1]);
        List<FeatureSkew> skews = List.of();
        if (folders.length > 0 && !spec.features().isEmpty()) {
            Dataset<Row> lines = spark.read().option("pathGlobFilter", "*.jsonl").text(folders);
            progress.phase(Phase.RUNNING);
            FeatureComparison comparison =
                    FeatureComparison.of(
                            lines,
                            inputs,
                            calls,
                            spec.features(),
                            table -> warehouse.read(TableName.parse(table)));
            skews = comparison.run();
        }
        long rows = skews.stream().mapToLong(FeatureSkew::rows).findFirst().orElse(0);
        if (rows == 0) {
            findings.add(
                    finding(
                            "calls",
                            false,
                            "no call of %s/%d with features was logged from %s to %s"
                                    .formatted(model.name(), model.version(), time[0], time[1]),
                            0));
        } else {
            skews.forEach(skew -> findings.add(finding(skew)));
        }
        return result(rows, findings, skews);
    }

    private Instant[] time() {
        String text = spec.asOf().orElse("");
        String[] ends = text.split("/", -1);
        try {
            if (ends.length == 2) {
                Instant from = Instant.parse(ends[0]);
                Instant to = Instant.parse(ends[1]);
                if (from.isBefore(to)) {
                    return new Instant[] {from, to};
                }
            }
        } catch (DateTimeException e) {
            // The message below says it, too.
        }
        throw new HeddleException(
                ErrorCode.INVALID_REQUEST,
                "asOf is '%s', expected a time such as 2026-11-01T00:00:00Z/2026-11-08T00:00:00Z"
                        .formatted(text));
    }

    private List<Finding> withoutTable(Struct inputs) {
        Set<String> known =
                spec.features().stream().map(FeatureSource::view).collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        for (Field field : inputs.fields()) {
            field.feature()
                    .map(Field.FeatureReference::view)
                    .filter(view -> !known.contains(view))
                    .ifPresent(missing::add);
        }
        List<Finding> findings = new ArrayList<>();
        missing.forEach(
                view ->
                        findings.add(
                                finding(
                                        "features",
                                        false,
                                        "feature view %s has no table yet; it is left out"
                                                .formatted(view),
                                        0)));
        return findings;
    }

    /** The log's folders of the days of that time. */
    private String[] folders(Instant from, Instant to) {
        LocalDate first = LocalDate.ofInstant(from, ZoneOffset.UTC);
        LocalDate last = LocalDate.ofInstant(to, ZoneOffset.UTC);
        List<String> days = new ArrayList<>();
        for (String folder : spec.input().orElseThrow().split(",")) {
            Path pattern = new Path(SparkSessions.location(folder.strip()), "*/*");
            try {
                FileSystem files =
                        pattern.getFileSystem(spark.sparkContext().hadoopConfiguration());
                FileStatus[] found = files.globStatus(pattern);
                for (FileStatus status : found == null ? new FileStatus[0] : found) {
                    Optional<LocalDate> day = day(status.getPath().getName());
                    if (status.isDirectory()
                            && day.isPresent()
                            && !day.get().isBefore(first)
                            && !day.get().isAfter(last)) {
                        days.add(status.getPath().toString());
                    }
                }
            } catch (IOException e) {
                throw new HeddleException(
                        ErrorCode.UNAVAILABLE,
                        "the inference log %s cannot be read: %s".formatted(folder, e.getMessage()),
                        e);
            }
        }
        return days.toArray(String[]::new);
    }

    private static Optional<LocalDate> day(String name) {
        try {
            return Optional.of(LocalDate.parse(name));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Finding finding(FeatureSkew skew) {
        String message =
                skew.differing() == 0
                        ? "%,d records have what the table says".formatted(skew.rows())
                        : String.format(
                                Locale.ROOT,
                                "%,d of %,d records differ (%.2f %%)%s; %,d lack it online, %,d in the"
                                        + " table",
                                skew.differing(),
                                skew.rows(),
                                100 * skew.share(),
                                skew.largest().map(most -> ", by " + most + " at most").orElse(""),
                                skew.missingOnline(),
                                skew.missingInTable());
        return finding(skew.field(), skew.share() <= THRESHOLD, message, skew.differing());
    }

    private static Finding finding(String check, boolean passed, String message, long rows) {
        return new Finding(check, false, passed, message, OptionalLong.of(rows));
    }

    private static JobResult result(long rows, List<Finding> findings, List<FeatureSkew> skews) {
        return new JobResult(
                Outcome.SUCCEEDED,
                Optional.empty(),
                rows,
                rows,
                0,
                0,
                List.of(),
                List.of(),
                skews.stream().map(HeddleJson::text).toList(),
                findings,
                Optional.empty(),
                Instant.now());
    }
}
