package dev.heddle.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.heddle.batch.modules.PastWrite;
import dev.heddle.batch.modules.WriteTarget;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.QualityProfile;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.Operation;
import dev.heddle.warehouse.PartitionState;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.TableVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The table that is written, as its modules see it.
 *
 * @param base the version that the write begins with
 */
record TargetTable(Warehouse warehouse, TableName table, Optional<TableVersion> base, Instant at)
        implements WriteTarget {
    @Override
    public Optional<Dataset<Row>> current() {
        return base.map(version -> warehouse.read(table, version));
    }

    @Override
    public Optional<Dataset<Row>> read(TableName other) {
        return warehouse.tables().describe(other).map(found -> warehouse.read(other));
    }

    @Override
    public List<PastWrite> history(int writes) {
        return warehouse.tables().versions(table, writes, Long.MAX_VALUE).stream()
                .filter(version -> version.operation() != Operation.ROLLBACK)
                .map(this::past)
                .toList();
    }

    private PastWrite past(TableVersion version) {
        long rows =
                version.partitions().values().stream()
                        .filter(state -> state.version() == version.number())
                        .mapToLong(PartitionState::rows)
                        .sum();
        return new PastWrite(
                version.number(),
                version.at(),
                rows,
                warehouse.tables().quality(table, version).map(TargetTable::profile));
    }

    private static QualityProfile profile(String json) {
        try {
            return HeddleJson.mapper().readValue(json, QualityProfile.class);
        } catch (JsonProcessingException e) {
            throw new HeddleException(
                    ErrorCode.CORRUPT, "a quality profile cannot be read: " + e.getMessage(), e);
        }
    }
}
