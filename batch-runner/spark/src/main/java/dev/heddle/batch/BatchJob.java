package dev.heddle.batch;

import static org.apache.spark.sql.functions.lit;

import dev.heddle.batch.features.KafkaConnection;
import dev.heddle.batch.features.ViewHistory;
import dev.heddle.batch.scoring.Features;
import dev.heddle.batch.scoring.InferenceLog;
import dev.heddle.batch.scoring.Scoring;
import dev.heddle.batch.scoring.ScoringModel;
import dev.heddle.batch.scoring.Watching;
import dev.heddle.client.batch.JobOrder;
import dev.heddle.client.batch.JobOrder.PackagedModel;
import dev.heddle.client.batch.JobProfile;
import dev.heddle.client.batch.JobProgress.Phase;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobResult.Outcome;
import dev.heddle.client.batch.JobResult.Published;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.OnError;
import dev.heddle.client.batch.OutputMode;
import dev.heddle.client.batch.ViewTopic;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.Provenance;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.TableVersion;
import dev.heddle.warehouse.WriteMode;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One job from its input to its result. */
final class BatchJob {
    private static final Logger LOG = LoggerFactory.getLogger(BatchJob.class);

    private final SparkSession spark;
    private final Warehouse warehouse;
    private final JobFolder folder;
    private final JobOrder order;
    private final JobSpec spec;
    private final ProgressReport progress;
    private final Provenance by;
    private final List<Published> published = new ArrayList<>();

    BatchJob(
            SparkSession spark,
            Warehouse warehouse,
            JobFolder folder,
            JobOrder order,
            ProgressReport progress) {
        this.spark = spark;
        this.warehouse = warehouse;
        this.folder = folder;
        this.order = order;
        this.spec = order.spec();
        this.progress = progress;
        this.by =
                new Provenance(
                        order.user(),
                        Optional.of(order.id()),
                        order.model().map(model -> model.name() + "/" + model.version()));
    }

    /** Runs it; what goes wrong is thrown, and then nothing of it is visible. */
    JobResult run() {
        progress.phase(Phase.CHECKING);
        return addedBefore().orElseGet(this::perform);
    }

    private JobResult perform() {
        return switch (spec.kind()) {
            case SCORE -> score();
            case WRITE, READ -> copy();
            case LATEST -> new LatestJob(spark, warehouse, order, progress).read();
            case ARCHIVE -> archive();
            case MATERIALIZE ->
                    new LatestJob(spark, warehouse, order, progress).write(view().view());
            case VERIFY -> new Verification(spark, model(), meanwhile()).run();
            case SKEW -> new SkewJob(spark, warehouse, order, progress).run(model());
        };
    }

    private JobResult score() {
        Dataset<Row> input = input();
        Scoring scoring =
                Scoring.of(
                        spark,
                        input,
                        model(),
                        spec.columns(),
                        features(),
                        keys(input),
                        spec.onError(),
                        new Watching(
                                new InferenceLog(spec.logShare(), logFolder(), order.id()),
                                order.monitored()));
        PackagedModel model = order.model().orElseThrow();
        Dataset<Row> rows =
                scoring.results()
                        .withColumn("model", lit(model.name()))
                        .withColumn("model_version", lit(model.version()))
                        .withColumn("scored_at", lit(Timestamp.from(Instant.now())))
                        .withColumn("job_id", lit(order.id()));
        Output output = output();
        progress.phase(Phase.RUNNING);
        long rowsOut = output.write(rows);
        Optional<Output> quarantine =
                spec.onError() == OnError.QUARANTINE && scoring.rowsBad() > 0
                        ? Optional.of(quarantine(scoring.quarantined(), model))
                        : Optional.empty();
        publish(output, quarantine);
        scoring.profile().ifPresent(this::keep);
        boolean kept = spec.onError() == OnError.QUARANTINE;
        return result(
                        output,
                        scoring.rowsIn(),
                        rowsOut,
                        kept ? 0 : scoring.rowsBad(),
                        kept ? scoring.rowsBad() : 0)
                .reporting(scoring.figures());
    }

    /** Rows are published by then: the job does not fail for what is only told of them. */
    private void keep(JobProfile profile) {
        try {
            folder.write(profile);
        } catch (IOException e) {
            LOG.warn("What was seen of the rows cannot be kept.", e);
        }
    }

    private JobResult copy() {
        Dataset<Row> rows = input();
        Output output = output();
        progress.phase(Phase.RUNNING);
        long rowsOut = output.write(rows);
        publish(output, Optional.empty());
        return result(output, rowsOut, rowsOut, 0, 0);
    }

    /**
     * What an attempt before this one has added without being able to say so: a job adds its rows
     * once. To replace the same again does no harm, and bad rows may have missed their quarantine.
     */
    private Optional<JobResult> addedBefore() {
        if (order.attempt() == 1
                || spec.mode() != OutputMode.APPEND
                || spec.onError() == OnError.QUARANTINE
                || spec.output().isEmpty()
                || !(Rows.parse(spec.output().get(), spec.format())
                        instanceof Rows.OfTable table)) {
            return Optional.empty();
        }
        return warehouse
                .tables()
                .madeBy(table.name(), order.id(), order.submittedAt())
                .map(version -> added(table.name(), version));
    }

    private JobResult added(TableName table, TableVersion version) {
        long before =
                warehouse.tables().versions(table, 1, version.number()).stream()
                        .mapToLong(TableVersion::rows)
                        .sum();
        long rows = version.rows() - before;
        int partitions = version.changed().size();
        return new JobResult(
                Outcome.SUCCEEDED,
                Optional.empty(),
                rows,
                rows,
                0,
                0,
                List.of(new Published(table.toString(), version.number(), partitions, rows)),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Instant.now());
    }

    /** Adds a part of a view's topic to its table. */
    private JobResult archive() {
        KafkaConnection kafka = KafkaConnection.ofEnvironment();
        kafka.require(view().view().topic(), view().topic());
        ViewHistory history = ViewHistory.of(spark, view(), kafka);
        Output output = output();
        progress.phase(Phase.RUNNING);
        long rowsOut = output.write(history.rows());
        publish(output, Optional.empty());
        return result(output, rowsOut + history.unreadable(), rowsOut, history.unreadable(), 0);
    }

    private ViewTopic view() {
        return spec.view().orElseThrow(() -> missing("view"));
    }

    private void publish(Output output, Optional<Output> quarantine) {
        progress.phase(Phase.PUBLISHING);
        try {
            published.addAll(output.publish());
        } catch (Exception e) {
            quarantine.ifPresent(other -> other.giveUp(e));
            throw e;
        }
        quarantine.ifPresent(other -> published.addAll(other.publish()));
    }

    private JobResult result(
            Output output, long rowsIn, long rowsOut, long skipped, long quarantined) {
        return new JobResult(
                Outcome.SUCCEEDED,
                Optional.empty(),
                rowsIn,
                rowsOut,
                skipped,
                quarantined,
                published,
                output.files(),
                List.of(),
                output.findings(),
                Optional.empty(),
                Instant.now());
    }

    private Dataset<Row> input() {
        Rows from = Rows.parse(spec.input().orElseThrow(() -> missing("input")), spec.format());
        Dataset<Row> rows = from.read(spark, warehouse, spec.asOf(), spec.schema());
        if (spec.where().isEmpty() && from instanceof Rows.OfTable table) {
            warehouse
                    .tables()
                    .current(table.name())
                    .map(TableVersion::rows)
                    .ifPresent(progress::rowsTotal);
        }
        return spec.where().isPresent() ? rows.where(spec.where().get()) : rows;
    }

    /** What the output keeps: the columns asked for, and the input's that it is partitioned by. */
    private List<String> keys(Dataset<Row> input) {
        if (spec.keys().isEmpty()) {
            return spec.keys();
        }
        List<String> keys = new ArrayList<>(spec.keys());
        for (String key : spec.partitionBy()) {
            boolean isInput = Arrays.stream(input.columns()).anyMatch(key::equalsIgnoreCase);
            if (isInput && keys.stream().noneMatch(key::equalsIgnoreCase)) {
                keys.add(key);
            }
        }
        return keys;
    }

    private Features features() {
        return new Features(
                spec.features(),
                spec.time(),
                order.submittedAt(),
                table -> warehouse.read(TableName.parse(table)));
    }

    /** For the records of a comparison, where every executor can read. */
    private String meanwhile() {
        return "%s/_verify/job=%s"
                .formatted(SparkSessions.location(order.warehouse().root()), order.id());
    }

    /** Beside the databases, where every executor can write. */
    private String logFolder() {
        PackagedModel model = order.model().orElseThrow(() -> missing("model"));
        return "%s/_inference_log/model=%s/version=%d/job=%s"
                .formatted(
                        SparkSessions.location(order.warehouse().root()),
                        model.name(),
                        model.version(),
                        order.id());
    }

    private ScoringModel model() {
        PackagedModel model = order.model().orElseThrow(() -> missing("model"));
        return ModelShipment.ship(spark, model, folder);
    }

    private static HeddleException missing(String what) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, "the job has no " + what);
    }

    private Output output() {
        String to = spec.output().orElseThrow(() -> missing("output"));
        Rows target = Rows.parse(to, spec.format());
        if (target instanceof Rows.OfTable table) {
            return new TableOutput(
                    warehouse,
                    table.name(),
                    spec.partitionBy(),
                    mode(spec.mode()),
                    by,
                    order.submittedAt());
        }
        return target instanceof Rows.OfFiles files
                ? new FileOutput(spark, files, spec, order.id())
                : new CatalogOutput(((Rows.OfCatalog) target).name(), spec);
    }

    private Output quarantine(Dataset<Row> rows, PackagedModel model) {
        if (!(Rows.parse(spec.output().orElseThrow(), Optional.empty())
                instanceof Rows.OfTable table)) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "rows go into quarantine beside a table alone; the output is "
                            + spec.output().get());
        }
        TableName name =
                new TableName(table.name().database(), table.name().table() + "_quarantine");
        Output output =
                new TableOutput(
                        warehouse,
                        name,
                        List.of("job_id"),
                        WriteMode.OVERWRITE,
                        by,
                        order.submittedAt());
        output.write(
                rows.withColumn("model", lit(model.name()))
                        .withColumn("model_version", lit(model.version()))
                        .withColumn("quarantined_at", lit(Timestamp.from(Instant.now())))
                        .withColumn("job_id", lit(order.id())));
        return output;
    }

    private static WriteMode mode(OutputMode mode) {
        return switch (mode) {
            case OVERWRITE -> WriteMode.OVERWRITE;
            case APPEND -> WriteMode.APPEND;
            case REPLACE -> WriteMode.REPLACE;
        };
    }
}
