package dev.heddle.batch;

import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.client.batch.JobResult.Published;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.OutputMode;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.CreateTableWriter;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.apache.spark.util.LongAccumulator;

/**
 * Files, or a table of another catalog. Files are complete when the job has succeeded, and not
 * before; a catalog's table is published in its own way when it is written.
 */
final class OpenOutput implements Output {
    private final Rows target;
    private final JobSpec spec;

    OpenOutput(Rows target, JobSpec spec) {
        this.target = target;
        this.spec = spec;
    }

    @Override
    public long write(Dataset<Row> rows) {
        LongAccumulator count = rows.sparkSession().sparkContext().longAccumulator("rows written");
        Dataset<Row> counted = Counted.rows(rows, count);
        if (target instanceof Rows.OfFiles files) {
            write(counted, files);
        } else {
            write(counted, ((Rows.OfCatalog) target).name());
        }
        return count.value();
    }

    private void write(Dataset<Row> rows, Rows.OfFiles files) {
        DataFrameWriter<Row> writer =
                rows.write()
                        .mode(
                                spec.mode() == OutputMode.APPEND
                                        ? SaveMode.Append
                                        : SaveMode.Overwrite)
                        .partitionBy(spec.partitionBy().toArray(String[]::new));
        switch (files.format()) {
            case "parquet" -> writer.parquet(files.path());
            case "csv" -> writer.option("header", "true").csv(files.path());
            default -> writer.json(files.path());
        }
    }

    private void write(Dataset<Row> rows, String table) {
        try {
            if (!rows.sparkSession().catalog().tableExists(table)) {
                CreateTableWriter<Row> writer = rows.writeTo(table);
                if (!spec.partitionBy().isEmpty()) {
                    Column[] others =
                            spec.partitionBy().stream()
                                    .skip(1)
                                    .map(functions::col)
                                    .toArray(Column[]::new);
                    writer = writer.partitionedBy(functions.col(spec.partitionBy().get(0)), others);
                }
                writer.create();
            } else {
                switch (spec.mode()) {
                    case APPEND -> rows.writeTo(table).append();
                    case REPLACE -> rows.writeTo(table).overwrite(functions.lit(true));
                    case OVERWRITE -> rows.writeTo(table).overwritePartitions();
                }
            }
        } catch (AnalysisException e) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "%s cannot be written: %s".formatted(table, e.getMessage()),
                    e);
        }
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
        return target instanceof Rows.OfFiles files ? List.of(files.path()) : List.of();
    }
}
