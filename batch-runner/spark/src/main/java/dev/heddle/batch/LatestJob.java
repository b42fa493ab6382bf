package dev.heddle.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import dev.heddle.batch.features.KafkaConnection;
import dev.heddle.batch.features.ViewWriter;
import dev.heddle.batch.scoring.LatestFeatures;
import dev.heddle.client.batch.FeatureSource;
import dev.heddle.client.batch.JobOrder;
import dev.heddle.client.batch.JobProgress.Phase;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.client.batch.JobResult.Outcome;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.TableName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A job over what each entity of a feature view had at a moment. Of how many rows that is made,
 * nobody counts.
 */
final class LatestJob {
    private final SparkSession spark;
    private final Warehouse warehouse;
    private final JobOrder order;
    private final JobSpec spec;
    private final ProgressReport progress;

    LatestJob(SparkSession spark, Warehouse warehouse, JobOrder order, ProgressReport progress) {
        this.spark = spark;
        this.warehouse = warehouse;
        this.order = order;
        this.spec = order.spec();
        this.progress = progress;
    }

    /** Writes them to the view's topic. */
    JobResult write(FeatureView view) {
        KafkaConnection kafka = KafkaConnection.ofEnvironment();
        LatestFeatures latest = latest();
        progress.phase(Phase.RUNNING);
        long rowsOut = ViewWriter.write(latest.rows(), view, kafka);
        return result(List.of(), List.of(), absent(latest), 0, rowsOut);
    }

    /** Reads them into files of JSON lines, or the first of them into the result. */
    JobResult read() {
        LatestFeatures latest = latest();
        if (spec.output().isEmpty()) {
            progress.phase(Phase.RUNNING);
            List<String> rows =
                    latest.rows()
                            .limit(JobResult.MOST_ROWS)
                            .select(json(latest.rows()))
                            .as(Encoders.STRING())
                            .collectAsList();
            return result(List.of(), rows, absent(latest), 0, rows.size());
        }
        Output output = new FileOutput(spark, jsonLines(spec.output().get()), spec, order.id());
        progress.phase(Phase.RUNNING);
        long rowsOut = output.write(latest.rows());
        progress.phase(Phase.PUBLISHING);
        output.publish();
        return result(output.files(), List.of(), absent(latest), 0, rowsOut);
    }

    private static Column json(Dataset<Row> rows) {
        Column[] columns =
                Arrays.stream(rows.columns())
                        .map(name -> col("`" + name + "`"))
                        .toArray(Column[]::new);
        return to_json(
                struct(columns), Map.of("timestampFormat", FileOutput.TIME, "timeZone", "UTC"));
    }

    private static Rows.OfFiles jsonLines(String to) {
        if (Rows.parse(to, Optional.of("jsonl")) instanceof Rows.OfFiles files
                && files.format().equals("jsonl")) {
            return files;
        }
        throw new HeddleException(
                ErrorCode.INVALID_REQUEST,
                "what a feature view had goes into a folder of JSON lines, found output '%s'"
                        .formatted(to));
    }

    private LatestFeatures latest() {
        FeatureSource source = spec.features().get(0);
        Dataset<Row> table = warehouse.read(TableName.parse(source.table()));
        return LatestFeatures.of(
                spec.where().map(table::where).orElse(table),
                source,
                spec.keys(),
                spec.asOf().map(LatestJob::time).orElse(order.submittedAt()));
    }

    private List<Finding> absent(LatestFeatures latest) {
        String table = spec.features().get(0).table();
        return latest.absent().stream()
                .map(
                        feature ->
                                new Finding(
                                        "features",
                                        false,
                                        false,
                                        "%s has no column %s yet; it is left out"
                                                .formatted(table, feature),
                                        OptionalLong.empty()))
                .toList();
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "asOf is '%s', expected a time such as 2026-11-01T00:00:00Z".formatted(text),
                    e);
        }
    }

    private static JobResult result(
            List<String> files,
            List<String> rows,
            List<Finding> findings,
            long rowsIn,
            long rowsOut) {
        return new JobResult(
                Outcome.SUCCEEDED,
                Optional.empty(),
                rowsIn,
                rowsOut,
                0,
                0,
                List.of(),
                files,
                rows,
                findings,
                Optional.empty(),
                Instant.now());
    }
}
