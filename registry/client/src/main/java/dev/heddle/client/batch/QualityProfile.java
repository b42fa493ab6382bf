package dev.heddle.client.batch;

import dev.heddle.client.batch.JobResult.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the rows of one write are like, and what checks said of them; stored with the table version
 * that the write made. Values are texts, since their types differ: numbers as JSON has them, {@code
 * NaN} and {@code Infinity} included, dates and times as ISO 8601.
 *
 * @param at when the write began
 * @param rows how many rows were written
 * @param columns the columns that were profiled, in the table's order; none if there is no such
 *     module
 * @param findings what checks found
 */
public record QualityProfile(
        Instant at, long rows, List<ColumnProfile> columns, List<Finding> findings) {
    public QualityProfile {
        Objects.requireNonNull(at, "at");
        columns = columns == null ? List.of() : List.copyOf(columns);
        findings = findings == null ? List.of() : List.copyOf(findings);
    }

    /** The profile of a column; the case of its name does not matter. */
    public Optional<ColumnProfile> column(String name) {
        return columns.stream().filter(column -> column.name().equalsIgnoreCase(name)).findFirst();
    }

    /**
     * A column's profile.
     *
     * @param name the column
     * @param type in Hive's words
     * @param nulls rows without a value
     * @param distinct how many values differ, nulls aside: an estimate, off by more than 2 % once
     *     in twenty times
     * @param notNumbers values that are NaN, and in no other figure
     * @param infinite infinite values, in no other figure but {@code min} and {@code max}
     * @param min the least value
     * @param max the greatest value
     * @param mean the arithmetic mean of numbers
     * @param deviation their sample standard deviation; empty for less than two
     * @param quantiles estimates, off by less than 1 % of the rows nearly always
     * @param frequent values that are surely among the most frequent, the most frequent first
     */
    public record ColumnProfile(
            String name,
            String type,
            long nulls,
            long distinct,
            long notNumbers,
            long infinite,
            Optional<String> min,
            Optional<String> max,
            OptionalDouble mean,
            OptionalDouble deviation,
            List<Quantile> quantiles,
            List<Frequent> frequent) {
        public ColumnProfile {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
            min = min == null ? Optional.empty() : min;
            max = max == null ? Optional.empty() : max;
            mean = mean == null ? OptionalDouble.empty() : mean;
            deviation = deviation == null ? OptionalDouble.empty() : deviation;
            quantiles = quantiles == null ? List.of() : List.copyOf(quantiles);
            frequent = frequent == null ? List.of() : List.copyOf(frequent);
        }
    }

    /**
     * The value that a share of the rows does not exceed.
     *
     * @param share from 0 to 1
     * @param value one of the column's values
     */
    public record Quantile(double share, String value) {
        public Quantile {
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * A frequent value.
     *
     * @param value the value, cut off after 128 characters
     * @param atLeast it is there at least so often
     * @param atMost it is there at most so often
     */
    public record Frequent(String value, long atLeast, long atMost) {
        public Frequent {
            Objects.requireNonNull(value, "value");
        }
    }
}
