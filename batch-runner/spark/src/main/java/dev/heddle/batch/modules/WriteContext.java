package dev.heddle.batch.modules;

import dev.heddle.client.batch.QualityProfile.ColumnProfile;
import dev.heddle.warehouse.TableName;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What a module may ask and say during one write. */
public interface WriteContext extends WriteTarget {
    /** The session that the rows belong to. */
    SparkSession spark();

    /**
     * The rows, computed once however often they are used: in memory as far as that goes, on disk
     * beyond. They are let go when the write ends.
     */
    Dataset<Row> keep(Dataset<Row> rows);

    /** Reports a check that found all well. */
    void pass(String check, String message);

    /**
     * Reports something that does not keep the rows from being published.
     *
     * @param rows how many rows are concerned; negative where that cannot be said
     */
    void warn(String check, String message, long rows);

    /**
     * Keeps the rows from being published.
     *
     * @param rows how many rows are concerned; negative where that cannot be said
     */
    void block(String check, String message, long rows);

    /**
     * Rows to be kept for inspection, beside a check that blocks.
     *
     * @param name a word for them, which names their folder
     * @param rows the rows that are to blame, or all where no single one is; computed after this
     */
    void reject(String name, Dataset<Row> rows);

    /** Adds to what is stored beside the table version. */
    void profile(List<ColumnProfile> columns);

    /** The rows are the whole table: what is there and is not among them goes. */
    void replaceTable();

    /** The table already holds what the rows say: nothing is written, no version is made. */
    void nothingToWrite();

    /** Another table that is replaced by these rows once this one is published. */
    void writeAlso(TableName table, Dataset<Row> rows);
}
