package dev.heddle.batch;

import dev.heddle.client.batch.JobOrder;
import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.client.batch.JobResult.Published;
import dev.heddle.warehouse.PendingWrite;
import dev.heddle.warehouse.Provenance;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.TableVersion;
import dev.heddle.warehouse.WriteMode;
import dev.heddle.warehouse.WrittenPartition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A table that Heddle keeps. */
final class TableOutput implements Output {
    private final Warehouse warehouse;
    private final TableName table;
    private final List<String> partitionBy;
    private final WriteMode mode;
    private final Provenance by;
    private PendingWrite write;
    private Map<String, WrittenPartition> written = Map.of();

    TableOutput(
            Warehouse warehouse,
            TableName table,
            List<String> partitionBy,
            WriteMode mode,
            Provenance by,
            JobOrder order) {
        this.warehouse = warehouse;
        this.table = table;
        this.partitionBy = partitionBy;
        this.mode = mode;
        this.by = by;
    }

    @Override
    public long write(Dataset<Row> rows) {
        write = warehouse.begin(table, rows, partitionBy, mode, by);
        try {
            written = warehouse.writeFiles(rows, partitionBy, write.location());
        } catch (Exception e) {
            // Spark throws checked exceptions that it does not declare.
            giveUp(e);
            throw e;
        }
        return rows();
    }

    private long rows() {
        return written.values().stream().mapToLong(WrittenPartition::rows).sum();
    }

    @Override
    public List<Published> publish() {
        try {
            TableVersion version = warehouse.tables().publish(write, written, Optional.empty());
            return List.of(
                    new Published(
                            table.toString(), version.number(), version.changed().size(), rows()));
        } catch (RuntimeException e) {
            giveUp(e);
            throw e;
        }
    }

    @Override
    public void giveUp(Exception because) {
        warehouse.giveUp(write, because);
    }

    @Override
    public List<Finding> findings() {
        return List.of();
    }

    @Override
    public List<String> files() {
        return List.of();
    }
}
