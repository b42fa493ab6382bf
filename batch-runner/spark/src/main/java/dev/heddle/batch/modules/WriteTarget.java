package dev.heddle.batch.modules;

import dev.heddle.warehouse.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What modules may know of the table that is written, and of others. */
public interface WriteTarget {
    /** The table that is written. */
    TableName table();

    /** The time of the write: when its job was asked for, so that a rerun has the same. */
    Instant at();

    /** All rows of the table as the write found it; empty if there is no such table yet. */
    Optional<Dataset<Row>> current();

    /** All rows of any table; empty if there is no such table. */
    Optional<Dataset<Row>> read(TableName table);

    /** The newest writes of the table that were published, the newest first. */
    List<PastWrite> history(int writes);
}
