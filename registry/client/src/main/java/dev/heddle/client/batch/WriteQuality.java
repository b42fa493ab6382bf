package dev.heddle.client.batch;

import dev.heddle.client.batch.JobResult.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the rows of one write were like, in short: one of a table's history.
 *
 * @param version the version of the table
 * @param operation {@code overwrite}, {@code append}, {@code replace} or {@code rollback}
 * @param at when it was made
 * @param tableRows how many rows the table held then
 * @param rows how many rows were written; empty if no profile was made
 * @param columns those that were profiled, in the table's order
 * @param findings what checks found
 */
public record WriteQuality(
        long version,
        String operation,
        Instant at,
        long tableRows,
        OptionalLong rows,
        List<Column> columns,
        List<Finding> findings) {
    public WriteQuality {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(at, "at");
        rows = rows == null ? OptionalLong.empty() : rows;
        columns = columns == null ? List.of() : List.copyOf(columns);
        findings = findings == null ? List.of() : List.copyOf(findings);
    }

    /**
     * A version and the profile of what it wrote.
     *
     * @param profile empty if none was made
     */
    public static WriteQuality of(TableVersionSummary version, Optional<QualityProfile> profile) {
        return new WriteQuality(
                version.number(),
                version.operation(),
                version.at(),
                version.rows(),
                profile.map(one -> OptionalLong.of(one.rows())).orElse(OptionalLong.empty()),
                profile.map(one -> one.columns().stream().map(Column::of).toList())
                        .orElse(List.of()),
                profile.map(QualityProfile::findings).orElse(List.of()));
    }

    /** The column of a name; the case does not matter. */
    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equalsIgnoreCase(name)).findFirst();
    }

    /** How many checks found something that is not as it should be. */
    public long failures() {
        return findings.stream().filter(finding -> !finding.passed()).count();
    }

    /**
     * A column of a write.
     *
     * @param name the column
     * @param type in Hive's words
     * @param nulls rows without a value
     * @param distinct how many values differ, nulls aside: an estimate
     * @param mean the arithmetic mean of numbers
     * @param deviation their sample standard deviation
     */
    public record Column(
            String name,
            String type,
            long nulls,
            long distinct,
            OptionalDouble mean,
            OptionalDouble deviation) {
        public Column {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
            mean = mean == null ? OptionalDouble.empty() : mean;
            deviation = deviation == null ? OptionalDouble.empty() : deviation;
        }

        private static Column of(QualityProfile.ColumnProfile column) {
            return new Column(
                    column.name(),
                    column.type(),
                    column.nulls(),
                    column.distinct(),
                    column.mean(),
                    column.deviation());
        }
    }
}
