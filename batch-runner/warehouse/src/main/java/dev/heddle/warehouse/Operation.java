package dev.heddle.warehouse;

/** How a version of a table came about. */
public enum Operation {
    /** Partitions, or a table without any, were replaced or added. */
    OVERWRITE,
    /** Rows were added. */
    APPEND,
    /** The whole table was replaced. */
    REPLACE,
    /** The state of an earlier version came back. */
    ROLLBACK
}
