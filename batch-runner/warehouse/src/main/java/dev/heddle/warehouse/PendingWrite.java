package dev.heddle.warehouse;

import java.time.Instant;
import java.util.Objects;

/**
 * A write that has begun and that nobody sees. Its files go below {@link #location}, a partition's
 * into the folder of its name; {@link Tables#publish} makes them the table's next version.
 *
 * @param table the table
 * @param mode what becomes of what it holds
 * @param id the write's id
 * @param location the folder for the files, as Hadoop spells it: {@code file:/…} or {@code s3a://…}
 * @param base the table's version when the write began; 0 if there was none
 * @param schema the table's columns once it is published
 * @param by who writes
 * @param at when it began
 */
public record PendingWrite(
        TableName table,
        WriteMode mode,
        String id,
        String location,
        long base,
        TableSchema schema,
        Provenance by,
        Instant at) {
    public PendingWrite {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(at, "at");
    }

    /** The folder of a partition's files, below the table's. */
    String path(String partition) {
        return folder(id) + (partition.isEmpty() ? "" : "/" + partition);
    }

    static String folder(String id) {
        return "data/write=" + id;
    }
}
