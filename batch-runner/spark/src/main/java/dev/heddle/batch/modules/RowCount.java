package dev.heddle.batch.modules;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many rows a write may have.
 *
 * @param min at least
 * @param max at most
 * @param change by what share it may differ from the mean of the last writes; 0.5 for half
 * @param versions how many of them count
 * @param severity what a failure does
 */
record RowCount(long min, long max, Optional<BigDecimal> change, int versions, Severity severity) {
    private static final String CHECK = "rows";

    void check(WriteContext context, long rows, Dataset<Row> written) {
        if (rows < min || rows > max) {
            String expected =
                    max == Long.MAX_VALUE
                            ? "at least " + min
                            : min == 0 ? "at most " + max : min + " to " + max;
            severity.report(
                    context,
                    CHECK,
                    "%d rows, expected %s".formatted(rows, expected),
                    rows,
                    written);
        } else if (change.isEmpty()) {
            context.pass(CHECK, rows + " rows");
        }
        change.ifPresent(share -> compare(context, rows, written, share.doubleValue()));
    }

    private void compare(WriteContext context, long rows, Dataset<Row> written, double share) {
        List<PastWrite> history = context.history(versions);
        if (history.isEmpty()) {
            context.pass(CHECK, "%d rows, with no earlier write to compare".formatted(rows));
            return;
        }
        double mean = history.stream().mapToLong(PastWrite::rows).average().orElseThrow();
        String message =
                "%d rows; the last %d writes had %.0f on average, expected a difference of at most %s"
                        .formatted(
                                rows,
                                history.size(),
                                mean,
                                change.orElseThrow()
                                                .movePointRight(2)
                                                .stripTrailingZeros()
                                                .toPlainString()
                                        + " %");
        if (Math.abs(rows - mean) > share * mean) {
            severity.report(context, CHECK, message, rows, written);
        } else {
            context.pass(CHECK, message);
        }
    }
}
