package dev.heddle.batch.modules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Finds columns by name or by a pattern with {@code *}, whatever their case. */
final class ColumnPatterns {
    private ColumnPatterns() {}

    /** The column of a name. */
    static Optional<StructField> find(StructType schema, String name) {
        return Arrays.stream(schema.fields())
                .filter(field -> field.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** The column of a name; notes its absence. */
    static Optional<StructField> find(StructType schema, String name, Refusals refusals) {
        Optional<StructField> found = find(schema, name);
        if (found.isEmpty()) {
            refusals.add("there is no column " + name);
        }
        return found;
    }

    /**
     * The columns of names and patterns. A name has to be there and of the right type; a pattern
     * takes those of the right type.
     *
     * @param fits which types are right
     * @param kind the right types in words
     */
    static List<StructField> match(
            StructType schema,
            List<String> patterns,
            Predicate<DataType> fits,
            String kind,
            Refusals refusals) {
        Set<StructField> matched = new LinkedHashSet<>();
        for (String pattern : patterns) {
            if (pattern.contains("*")) {
                Pattern regex =
                        Pattern.compile(
                                Arrays.stream(pattern.split("\\*", -1))
                                        .map(Pattern::quote)
                                        .collect(Collectors.joining(".*")),
                                Pattern.CASE_INSENSITIVE);
                for (StructField field : schema.fields()) {
                    if (regex.matcher(field.name()).matches() && fits.test(field.dataType())) {
                        matched.add(field);
                    }
                }
            } else {
                find(schema, pattern, refusals)
                        .ifPresent(
                                field -> {
                                    if (fits.test(field.dataType())) {
                                        matched.add(field);
                                    } else {
                                        refusals.add(
                                                "column %s is %s, expected %s"
                                                        .formatted(
                                                                field.name(),
                                                                field.dataType().catalogString(),
                                                                kind));
                                    }
                                });
            }
        }
        return new ArrayList<>(matched);
    }

    /** A reference to a column of this very name, dots and all. */
    static Column column(String name) {
        return functions.col(quoted(name));
    }

    /** The name as Spark's SQL quotes it. */
    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** References to columns. */
    static Column[] columns(List<String> names) {
        return names.stream().map(ColumnPatterns::column).toArray(Column[]::new);
    }

    /** A name in lower case, as Hive has it. */
    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
