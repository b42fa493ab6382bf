package dev.heddle.batch;

import dev.heddle.batch.DirectCommit.WrittenFile;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.PendingWrite;
import dev.heddle.warehouse.Provenance;
import dev.heddle.warehouse.TableDescription;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.TableVersion;
import dev.heddle.warehouse.Tables;
import dev.heddle.warehouse.WarehouseSettings;
import dev.heddle.warehouse.WriteMode;
import dev.heddle.warehouse.WrittenPartition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * Tables as Spark's rows: reads one as it is or was, and writes one so that readers see all of a
 * write or nothing. For use on a driver, by one thread at a time.
 */
public final class Warehouse implements AutoCloseable {
    private static final String COMMIT_PROTOCOL = "spark.sql.sources.commitProtocolClass";

    private final SparkSession spark;
    private final Tables tables;

    /** A warehouse as a Spark session reaches it. */
    public Warehouse(SparkSession spark, WarehouseSettings settings) {
        this(spark, new Tables(settings));
    }

    Warehouse(SparkSession spark, Tables tables) {
        this.spark = spark;
        this.tables = tables;
    }

    /** What is known of the tables, without their rows. */
    public Tables tables() {
        return tables;
    }

    /**
     * The rows of a table as they are now. Of a table that Heddle keeps, every run of the result
     * sees the version that is current at this moment.
     *
     * @throws HeddleException with {@code NOT_FOUND} if there is no such table
     */
    public Dataset<Row> read(TableName name) {
        TableDescription table =
                tables.describe(name)
                        .orElseThrow(
                                () ->
                                        new HeddleException(
                                                ErrorCode.NOT_FOUND, "there is no table " + name));
        return table.current()
                .map(version -> read(name, version))
                .orElseGet(() -> spark.table("`%s`.`%s`".formatted(name.database(), name.table())));
    }

    /** The rows of a table as they were in a version. */
    public Dataset<Row> read(TableName name, long version) {
        return read(name, tables.version(name, version));
    }

    /** The rows of a table as they were at a time. */
    public Dataset<Row> read(TableName name, Instant time) {
        return read(name, tables.asOf(name, time));
    }

    /** The rows of a version. */
    Dataset<Row> read(TableName name, TableVersion version) {
        return org.apache.spark.sql.classic.Dataset$.MODULE$.ofRows(
                classic(spark), relation(name, version));
    }

    /** The rows of a version, as a query's plan has them. */
    LogicalPlan relation(TableName name, TableVersion version) {
        StructType keys = HiveTypes.columns(version.schema().partitionKeys());
        HadoopFsRelation relation =
                new HadoopFsRelation(
                        new TableVersionIndex(
                                tables,
                                name,
                                version,
                                keys,
                                classic(spark).sessionState().newHadoopConf()),
                        keys,
                        HiveTypes.columns(version.schema().columns()),
                        Option.empty(),
                        new ParquetFileFormat(),
                        scala.collection.immutable.Map$.MODULE$.empty(),
                        spark);
        return org.apache.spark.sql.execution.datasources.LogicalRelation$.MODULE$.apply(
                relation, false);
    }

    private static org.apache.spark.sql.classic.SparkSession classic(SparkSession spark) {
        return (org.apache.spark.sql.classic.SparkSession) spark;
    }

    /**
     * Writes rows into a table, which is created if it is not there, as its next version. They go
     * through the table's write modules first.
     *
     * @param partitionBy the partition columns of the table; those of the rows
     * @return the version; empty if the modules found that the table holds the rows already
     * @throws HeddleException with {@code CONFLICT} if the rows do not fit the table or another
     *     write came first, with {@code INVALID_INPUT} if a check refused them; then nothing is
     *     visible
     */
    public Optional<TableVersion> write(
            TableName name,
            Dataset<Row> rows,
            List<String> partitionBy,
            WriteMode mode,
            Provenance by) {
        TableOutput output = new TableOutput(this, name, partitionBy, mode, by, Instant.now());
        output.write(rows);
        return output.publish().stream()
                .filter(published -> published.table().equals(name.toString()))
                .map(published -> tables.version(name, published.version()))
                .findFirst();
    }

    /** Begins a write of such rows; their columns are checked now. */
    PendingWrite begin(
            TableName name,
            Dataset<Row> rows,
            List<String> partitionBy,
            WriteMode mode,
            Provenance by) {
        return tables.begin(name, mode, HiveTypes.schema(rows.schema(), partitionBy), by);
    }

    /** Gives a write up unless its version may have been decided already. */
    void giveUp(PendingWrite write, Exception because) {
        if (because instanceof HeddleException known && known.code() == ErrorCode.UNAVAILABLE) {
            // The version may be in the log: its files stay, and a collection decides later.
            return;
        }
        try {
            tables.abort(write);
        } catch (RuntimeException e) {
            because.addSuppressed(e);
        }
    }

    /** Writes rows as Parquet into a write's own folder; what lies in which partition then. */
    Map<String, WrittenPartition> writeFiles(
            Dataset<Row> rows, List<String> partitionBy, String location) {
        Dataset<Row> named = rows;
        String[] keys = new String[partitionBy.size()];
        for (int i = 0; i < keys.length; i++) {
            // Folders are named by the keys, and Hive knows lower case alone.
            keys[i] = partitionBy.get(i).toLowerCase(Locale.ROOT);
            named = named.withColumnRenamed(partitionBy.get(i), keys[i]);
        }
        RuntimeConfig settings = spark.conf();
        settings.set(COMMIT_PROTOCOL, DirectCommit.class.getName());
        try {
            named.write().partitionBy(keys).parquet(location);
        } finally {
            settings.unset(COMMIT_PROTOCOL);
        }
        Map<String, WrittenPartition> written = new HashMap<>();
        for (WrittenFile file : DirectCommit.take(location)) {
            written.merge(
                    file.partition(),
                    new WrittenPartition(file.rows(), file.bytes(), 1),
                    WrittenPartition::plus);
        }
        return written;
    }

    /** Closes the connections to the metastore and the store; the session stays. */
    @Override
    public void close() {
        tables.close();
    }
}
