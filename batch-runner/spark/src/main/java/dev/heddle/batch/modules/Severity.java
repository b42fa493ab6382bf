package dev.heddle.batch.modules;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a failed check does. */
enum Severity {
    /** It is told, and the rows are published. */
    WARN,
    /** Nothing is published. */
    BLOCK;

    /** Reports a failed check. */
    void report(
            WriteContext context, String check, String message, long rows, Dataset<Row> rejected) {
        if (this == BLOCK) {
            context.block(check, message, rows);
            context.reject(check, rejected);
        } else {
            context.warn(check, message, rows);
        }
    }
}
