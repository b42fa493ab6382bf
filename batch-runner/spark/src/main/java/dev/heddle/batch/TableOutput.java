package dev.heddle.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.heddle.batch.modules.WriteModules;
import dev.heddle.batch.modules.WriteOutcome;
import dev.heddle.batch.modules.WriteOutcome.Companion;
import dev.heddle.batch.modules.WriteRun;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.client.batch.JobResult.Published;
import dev.heddle.client.batch.QualityProfile;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.PendingWrite;
import dev.heddle.warehouse.Provenance;
import dev.heddle.warehouse.TableColumn;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.TableSchema;
import dev.heddle.warehouse.TableVersion;
import dev.heddle.warehouse.WriteMode;
import dev.heddle.warehouse.WrittenPartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table that Heddle keeps. Rows go through the table's write modules, are written aside, and are
 * looked at there before anybody else can.
 */
final class TableOutput implements Output {
    private final Warehouse warehouse;
    private final TableName table;
    private final List<String> partitionBy;
    private final WriteMode mode;
    private final Provenance by;
    private final Instant at;
    private final List<Finding> findings = new ArrayList<>();
    private final List<TableOutput> companions = new ArrayList<>();
    private Optional<PendingWrite> write = Optional.empty();
    private Map<String, WrittenPartition> written = Map.of();
    private Optional<String> profile = Optional.empty();

    /**
     * An output.
     *
     * @param partitionBy the partition columns; empty for those that the table has
     * @param at the time of the write for its modules: the same when a job is run again
     */
    TableOutput(
            Warehouse warehouse,
            TableName table,
            List<String> partitionBy,
            WriteMode mode,
            Provenance by,
            Instant at) {
        this.warehouse = warehouse;
        this.table = table;
        this.partitionBy = partitionBy;
        this.mode = mode;
        this.by = by;
        this.at = at;
    }

    @Override
    public long write(Dataset<Row> rows) {
        WriteModules modules =
                warehouse
                        .tables()
                        .definition(table)
                        .map(WriteModules::parse)
                        .orElseGet(WriteModules::none);
        Optional<TableVersion> base = warehouse.tables().current(table);
        try (WriteRun run =
                modules.start(rows.sparkSession(), new TargetTable(warehouse, table, base, at))) {
            write(run, rows, base);
            return rows();
        } catch (Exception e) {
            // Spark throws checked exceptions that it does not declare.
            giveUp(e);
            throw e;
        }
    }

    private void write(WriteRun run, Dataset<Row> rows, Optional<TableVersion> base) {
        Dataset<Row> prepared = run.prepare(rows);
        if (run.goesOn()) {
            List<String> keys = partitionBy.isEmpty() ? keys(base) : partitionBy;
            boolean replaces = run.outcome(0).replacesTable();
            PendingWrite begun =
                    warehouse.begin(table, prepared, keys, replaces ? WriteMode.REPLACE : mode, by);
            write = Optional.of(begun);
            if (replaces && begun.base() != base.map(TableVersion::number).orElse(0L)) {
                throw new HeddleException(
                        ErrorCode.CONFLICT,
                        "%s became version %d while its rows at version %d were read; nothing of this write is visible"
                                .formatted(
                                        table,
                                        begun.base(),
                                        base.map(TableVersion::number).orElse(0L)));
            }
            written = warehouse.writeFiles(prepared, keys, begun.location());
            run.inspect(readBack(prepared, keys, begun.location()));
        }
        WriteOutcome outcome = run.outcome(rows());
        findings.addAll(outcome.findings());
        profile = Optional.of(json(outcome.profile()));
        if (outcome.blocked()) {
            throw blocked(run);
        }
        for (Companion companion : outcome.companions()) {
            TableOutput other =
                    new TableOutput(
                            warehouse, companion.table(), List.of(), WriteMode.REPLACE, by, at);
            companions.add(other);
            other.write(companion.rows());
        }
    }

    private static List<String> keys(Optional<TableVersion> base) {
        return base
                .map(TableVersion::schema)
                .map(TableSchema::partitionKeys)
                .orElse(List.of())
                .stream()
                .map(TableColumn::name)
                .toList();
    }

    private Blocked blocked(WriteRun run) {
        String id = by.job().orElseGet(() -> UUID.randomUUID().toString());
        Optional<String> rejected =
                run.keepRejected(warehouse.tables().rejectedLocation(table, id));
        List<String> reasons =
                findings.stream()
                        .filter(finding -> finding.blocks() && !finding.passed())
                        .map(finding -> finding.check() + ": " + finding.message())
                        .toList();
        return new Blocked(
                "%s was not published: %s%s"
                        .formatted(
                                table,
                                String.join("; ", reasons),
                                rejected.map(at -> "; the rows in question are in " + at)
                                        .orElse("")),
                findings,
                rejected);
    }

    /** The rows as they lie in the write's folder. */
    private Dataset<Row> readBack(Dataset<Row> prepared, List<String> keys, String location) {
        StructType schema = new StructType();
        for (StructField field : prepared.schema().fields()) {
            boolean key = keys.stream().anyMatch(field.name()::equalsIgnoreCase);
            schema =
                    schema.add(
                            key ? field.name().toLowerCase(Locale.ROOT) : field.name(),
                            field.dataType(),
                            true);
        }
        SparkSession spark = prepared.sparkSession();
        // An object store has no folder where no file is.
        return written.isEmpty()
                ? spark.createDataFrame(List.of(), schema)
                : spark.read().schema(schema).parquet(location);
    }

    private static String json(QualityProfile profile) {
        try {
            return HeddleJson.mapper().writeValueAsString(profile);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a profile is plain data", e);
        }
    }

    private long rows() {
        return written.values().stream().mapToLong(WrittenPartition::rows).sum();
    }

    @Override
    public List<Published> publish() {
        List<Published> published = new ArrayList<>();
        try {
            if (write.isPresent()) {
                TableVersion version = warehouse.tables().publish(write.get(), written, profile);
                published.add(
                        new Published(
                                table.toString(),
                                version.number(),
                                version.changed().size(),
                                rows()));
            }
        } catch (Exception e) {
            giveUp(e);
            throw e;
        }
        companions.forEach(companion -> published.addAll(companion.publish()));
        return published;
    }

    @Override
    public void giveUp(Exception because) {
        write.ifPresent(begun -> warehouse.giveUp(begun, because));
        companions.forEach(companion -> companion.giveUp(because));
    }

    @Override
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    @Override
    public List<String> files() {
        return List.of();
    }
}
