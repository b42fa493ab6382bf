package dev.heddle.client.features;

import java.util.Optional;

/**
 * What somebody wants to know of a view's past.
 *
 * @param asOf the moment, {@code 2026-11-01T00:00:00Z}; empty for now
 * @param where a condition in Spark's SQL on the rows of the view's table, {@code customerid = 42}
 * @param output a folder for JSON lines; empty for the first rows in the job's result
 */
public record HistoryRequest(
        Optional<String> asOf, Optional<String> where, Optional<String> output) {
    public HistoryRequest {
        asOf = asOf == null ? Optional.empty() : asOf;
        where = where == null ? Optional.empty() : where;
        output = output == null ? Optional.empty() : output;
    }

    /** All that is known now. */
    public static HistoryRequest ofNow() {
        return new HistoryRequest(null, null, null);
    }
}
