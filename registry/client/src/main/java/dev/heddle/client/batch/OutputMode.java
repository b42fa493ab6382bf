package dev.heddle.client.batch;

/** What becomes of what a table holds already. */
public enum OutputMode {
    /** The partitions that are written are replaced; a table without partitions as a whole. */
    OVERWRITE,
    /** What is there stays, and the rows are added. */
    APPEND,
    /** The whole table is replaced. */
    REPLACE
}
