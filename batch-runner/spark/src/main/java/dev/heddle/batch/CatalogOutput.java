package dev.heddle.batch;

import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.client.batch.JobResult.Published;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.CreateTableWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.util.LongAccumulator;

/** A table of another catalog, which publishes it in its own way when it is written. */
final class CatalogOutput implements Output {
    private final String table;
    private final JobSpec spec;

    CatalogOutput(String table, JobSpec spec) {
        this.table = table;
        this.spec = spec;
    }

    @Override
    public long write(Dataset<Row> rows) {
        LongAccumulator count = rows.sparkSession().sparkContext().longAccumulator("rows written");
        Dataset<Row> counted = Counted.rows(rows, count);
        try {
            if (counted.sparkSession().catalog().tableExists(table)) {
                switch (spec.mode()) {
                    case APPEND -> counted.writeTo(table).append();
                    case REPLACE -> counted.writeTo(table).overwrite(functions.lit(true));
                    case OVERWRITE -> counted.writeTo(table).overwritePartitions();
                }
            } else {
                create(counted);
            }
        } catch (AnalysisException e) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "%s cannot be written: %s".formatted(table, e.getMessage()),
                    e);
        }
        return count.value();
    }

    private void create(Dataset<Row> rows) throws AnalysisException {
        CreateTableWriter<Row> writer = rows.writeTo(table);
        if (!spec.partitionBy().isEmpty()) {
            Column[] others =
                    spec.partitionBy().stream().skip(1).map(functions::col).toArray(Column[]::new);
            writer = writer.partitionedBy(functions.col(spec.partitionBy().get(0)), others);
        }
        writer.create();
    }

    @Override
    public List<Published> publish() {
        return List.of();
    }

    @Override
    public void giveUp(Exception because) {}

    @Override
    public List<Finding> findings() {
        return List.of();
    }

    @Override
    public List<String> files() {
        return List.of();
    }
}
