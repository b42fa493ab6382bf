package dev.heddle.batch.modules;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One step between rows and the table that they are written to. A module lives for one write and is
 * called by one thread: {@link #apply} once, {@link #inspect} once, then {@link #close}.
 */
public interface WriteModule extends AutoCloseable {
    /**
     * What becomes of the rows. Wrong columns are refused here, before a row is read. The result is
     * lazy as a rule; a module that must run actions on its rows first {@linkplain
     * WriteContext#keep keeps} them, so that they are not computed twice.
     *
     * @param rows what the module before gave, or the rows of the job
     * @return rows for the next module or the table
     */
    Dataset<Row> apply(WriteContext context, Dataset<Row> rows);

    /**
     * Looks at the rows in one or more passes, and reports to the context. Where every later module
     * leaves rows alone these are the files about to be published, read back; reading a column of
     * them is cheap. Else they are what {@link #apply} returned, kept.
     */
    default void inspect(WriteContext context, Dataset<Row> rows) {}

    /** Whether {@link #apply} may return anything but the very rows that it was given. */
    default boolean changesRows() {
        return true;
    }

    /** Lets go of what it holds; nothing by default. */
    @Override
    default void close() {}
}
