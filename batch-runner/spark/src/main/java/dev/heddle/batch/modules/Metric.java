package dev.heddle.batch.modules;

import dev.heddle.client.batch.QualityProfile.ColumnProfile;
import dev.heddle.client.batch.QualityProfile.Quantile;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A figure of a profile that can be tested. */
enum Metric {
    /** How many rows were written. */
    ROWS,
    /** How many values are null. */
    NULLS,
    /** What share of the rows is null, from 0 to 1. */
    NULL_SHARE,
    /** How many values differ. */
    DISTINCT,
    /** How many values differ, as a share of the rows that have one. */
    DISTINCT_SHARE,
    /** How many values are NaN. */
    NOT_NUMBERS,
    /** The least number. */
    MIN,
    /** The greatest number. */
    MAX,
    /** The mean. */
    MEAN,
    /** The sample standard deviation. */
    DEVIATION,
    /** The number that a share of the rows does not exceed. */
    QUANTILE;

    /** All of them as the file has them. */
    static String words() {
        return Arrays.stream(values()).map(Metric::word).collect(Collectors.joining(", "));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether only columns of numbers have it. */
    boolean needsNumbers() {
        return this == MIN || this == MAX || this == MEAN || this == DEVIATION || this == QUANTILE;
    }

    /** The figure of a column; empty if it has none, for want of values. */
    OptionalDouble of(long rows, ColumnProfile column, Optional<Double> share) {
        switch (this) {
            case ROWS:
                return OptionalDouble.of(rows);
            case NULLS:
                return OptionalDouble.of(column.nulls());
            case NULL_SHARE:
                return rows == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of((double) column.nulls() / rows);
            case DISTINCT:
                return OptionalDouble.of(column.distinct());
            case DISTINCT_SHARE:
                long values = rows - column.nulls();
                return values <= 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(Math.min(1, (double) column.distinct() / values));
            case NOT_NUMBERS:
                return OptionalDouble.of(column.notNumbers());
            case MIN:
                return number(column.min());
            case MAX:
                return number(column.max());
            case MEAN:
                return column.mean();
            case DEVIATION:
                return column.deviation();
            default:
                return number(
                        column.quantiles().stream()
                                .filter(
                                        quantile ->
                                                share.isPresent()
                                                        && quantile.share() == share.get())
                                .map(Quantile::value)
                                .findFirst());
        }
    }

    private static OptionalDouble number(Optional<String> text) {
        try {
            return text.map(Double::parseDouble)
                    .map(OptionalDouble::of)
                    .orElse(OptionalDouble.empty());
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
