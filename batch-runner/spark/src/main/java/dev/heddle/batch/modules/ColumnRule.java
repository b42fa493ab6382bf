package dev.heddle.batch.modules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;

/**
 * What the values of a column have to be. Null passes everything but {@code nullable: false}; NaN
 * is in no range.
 *
 * @param column the column
 * @param type its type in Hive's words
 * @param nullable whether null is allowed
 * @param unique whether no two rows may have the same value
 * @param min the least value, included: a text, a number or a boolean
 * @param max the greatest value, included
 * @param in the values that are allowed; any if empty
 * @param matches a regular expression that the whole text matches
 * @param severity what a failure does
 */
record ColumnRule(
        String column,
        Optional<String> type,
        boolean nullable,
        boolean unique,
        Optional<Object> min,
        Optional<Object> max,
        List<Object> in,
        Optional<String> matches,
        Severity severity) {
    /** The checks of single rows that this makes; what does not suit the column is refused. */
    List<RowCheck> checks(StructField field, Refusals refusals) {
        DataType actual = field.dataType();
        Column value = ColumnPatterns.column(field.name());
        List<RowCheck> checks = new ArrayList<>();
        if (!nullable) {
            add(checks, "not null", value.isNull(), "a value", field);
        }
        if (min.isPresent() || max.isPresent()) {
            Optional<Column> least = min.flatMap(bound -> literal(bound, field, "min", refusals));
            Optional<Column> most = max.flatMap(bound -> literal(bound, field, "max", refusals));
            Column broken =
                    Types.isFloating(actual) ? functions.isnan(value) : functions.lit(false);
            if (least.isPresent()) {
                broken = broken.or(value.lt(least.get()));
            }
            if (most.isPresent()) {
                broken = broken.or(value.gt(most.get()));
            }
            add(checks, "range", broken, range(), field);
        }
        if (!in.isEmpty()) {
            Object[] values =
                    in.stream()
                            .flatMap(entry -> literal(entry, field, "in", refusals).stream())
                            .toArray();
            String expected =
                    in.stream().limit(20).map(String::valueOf).collect(Collectors.joining(", "));
            add(
                    checks,
                    "set",
                    functions.not(value.isin(values)),
                    "one of " + expected + (in.size() > 20 ? ", …" : ""),
                    field);
        }
        if (matches.isPresent()) {
            if (!Types.isText(actual)) {
                refusals.add(
                        "column %s is %s, expected string for 'matches'"
                                .formatted(field.name(), actual.catalogString()));
            }
            add(
                    checks,
                    "pattern",
                    functions.not(value.rlike("\\A(?:" + matches.get() + ")\\z")),
                    "a match of " + matches.get(),
                    field);
        }
        return checks;
    }

    private String range() {
        if (min.isPresent() && max.isPresent()) {
            return "%s to %s".formatted(min.get(), max.get());
        }
        return min.map(bound -> "at least " + bound).orElseGet(() -> "at most " + max.orElse(""));
    }

    private void add(
            List<RowCheck> checks, String kind, Column broken, String expected, StructField field) {
        checks.add(
                new RowCheck(
                        column + ": " + kind,
                        functions.coalesce(broken, functions.lit(false)),
                        expected,
                        Optional.of(field.name()),
                        severity));
    }

    private static Optional<Column> literal(
            Object value, StructField field, String key, Refusals refusals) {
        Optional<Column> literal = Literals.of(value, field.dataType());
        if (literal.isEmpty()) {
            refusals.add(
                    "column %s is %s, expected %s for '%s', found '%s'"
                            .formatted(
                                    field.name(),
                                    field.dataType().catalogString(),
                                    Literals.takes(field.dataType())
                                            ? Literals.expected(field.dataType())
                                            : "a column of " + Literals.KINDS,
                                    key,
                                    value));
        }
        return literal;
    }
}
