package dev.heddle.batch.modules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Applies rules to columns, one after the other; adds nothing to the job's passes. */
final class Cleanse implements WriteModule {
    private final List<CleanseRule> rules;

    Cleanse(List<CleanseRule> rules) {
        this.rules = List.copyOf(rules);
    }

    @Override
    public Dataset<Row> apply(WriteContext context, Dataset<Row> rows) {
        Dataset<Row> result = rows;
        for (CleanseRule rule : rules) {
            Refusals refusals = new Refusals("cleanse");
            Dataset<Row> cleansed = apply(rule, result, refusals);
            refusals.check();
            result = cleansed;
        }
        return result;
    }

    private static Dataset<Row> apply(CleanseRule rule, Dataset<Row> rows, Refusals refusals) {
        if (rule instanceof CleanseRule.Rename rename) {
            return rename(rename, rows, refusals);
        }
        if (rule instanceof CleanseRule.Drop drop) {
            return drop(drop, rows, refusals);
        }
        if (rule instanceof CleanseRule.Trim trim) {
            return replace(
                    rows,
                    texts(rows, trim.columns(), refusals),
                    // White space as Unicode has it, no-break spaces included.
                    (column, type) ->
                            functions.regexp_replace(
                                    column, "(?U)^[\\s\\u00a0]+|[\\s\\u00a0]+$", ""));
        }
        if (rule instanceof CleanseRule.Nullify nullify) {
            return nullify(nullify, rows, refusals);
        }
        if (rule instanceof CleanseRule.Cast cast) {
            return cast(cast, rows, refusals);
        }
        if (rule instanceof CleanseRule.Hash hash) {
            SaltedHash salted = new SaltedHash(hash.salt());
            return replace(
                    rows,
                    ColumnPatterns.match(
                            rows.schema(),
                            hash.columns(),
                            SaltedHash::takes,
                            "text, whole number, decimal, boolean, date, timestamp or binary",
                            refusals),
                    salted::of);
        }
        CleanseRule.Mask mask = (CleanseRule.Mask) rule;
        return replace(
                rows, texts(rows, mask.columns(), refusals), (column, type) -> mask(mask, column));
    }

    private static Dataset<Row> rename(
            CleanseRule.Rename rename, Dataset<Row> rows, Refusals refusals) {
        Map<String, String> names = new HashMap<>();
        rename.names()
                .forEach(
                        (from, to) ->
                                ColumnPatterns.find(rows.schema(), from, refusals)
                                        .ifPresent(field -> names.put(field.name(), to)));
        List<Column> columns = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (String name : rows.columns()) {
            String renamed = names.getOrDefault(name, name);
            if (!taken.add(ColumnPatterns.lower(renamed))) {
                refusals.add("there would be two columns " + ColumnPatterns.lower(renamed));
            }
            columns.add(ColumnPatterns.column(name).as(renamed));
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    private static Dataset<Row> drop(CleanseRule.Drop drop, Dataset<Row> rows, Refusals refusals) {
        List<StructField> matched =
                ColumnPatterns.match(
                        rows.schema(), drop.columns(), type -> true, "any type", refusals);
        Column[] columns =
                Arrays.stream(rows.schema().fields())
                        .filter(field -> !matched.contains(field))
                        .map(field -> ColumnPatterns.column(field.name()))
                        .toArray(Column[]::new);
        if (columns.length == 0) {
            refusals.add("no column would be left");
            return rows;
        }
        return rows.select(columns);
    }

    private static Dataset<Row> nullify(
            CleanseRule.Nullify nullify, Dataset<Row> rows, Refusals refusals) {
        return replace(
                rows,
                ColumnPatterns.match(
                        rows.schema(),
                        nullify.columns(),
                        Literals::takes,
                        Literals.KINDS,
                        refusals),
                (column, type) -> {
                    Column[] values =
                            nullify.values().stream()
                                    .flatMap(value -> Literals.of(value, type).stream())
                                    .toArray(Column[]::new);
                    return values.length == 0
                            ? column
                            : functions.when(
                                    functions.not(
                                            functions.coalesce(
                                                    column.isin((Object[]) values),
                                                    functions.lit(false))),
                                    column);
                });
    }

    private static Dataset<Row> cast(CleanseRule.Cast cast, Dataset<Row> rows, Refusals refusals) {
        Map<String, DataType> types = new HashMap<>();
        List<StructField> fields = new ArrayList<>();
        cast.types()
                .forEach(
                        (name, type) ->
                                ColumnPatterns.find(rows.schema(), name, refusals)
                                        .ifPresent(
                                                field -> {
                                                    types.put(
                                                            field.name(),
                                                            Types.parse(type).orElseThrow());
                                                    fields.add(field);
                                                }));
        Map<String, Column> replaced = new HashMap<>();
        for (StructField field : fields) {
            Column column = ColumnPatterns.column(field.name());
            Casts.of(column, field, types.get(field.name()), cast, refusals)
                    .ifPresent(result -> replaced.put(field.name(), result));
        }
        return replace(rows, replaced);
    }

    private static Column mask(CleanseRule.Mask mask, Column column) {
        Column length = functions.length(column);
        int kept = mask.keepFirst() + mask.keepLast();
        Column last =
                mask.keepLast() == 0
                        ? functions.lit("")
                        : functions.right(column, functions.lit(mask.keepLast()));
        Column masked =
                functions.concat(
                        functions.substring(column, 1, mask.keepFirst()),
                        functions.repeat(
                                functions.lit(mask.with()), length.minus(functions.lit(kept))),
                        last);
        return functions
                .when(length.gt(kept), masked)
                .otherwise(functions.repeat(functions.lit(mask.with()), length));
    }

    private static List<StructField> texts(
            Dataset<Row> rows, List<String> patterns, Refusals refusals) {
        return ColumnPatterns.match(rows.schema(), patterns, Types::isText, "string", refusals);
    }

    private static Dataset<Row> replace(
            Dataset<Row> rows,
            List<StructField> fields,
            BiFunction<Column, DataType, Column> change) {
        Map<String, Column> replaced = new HashMap<>();
        for (StructField field : fields) {
            replaced.put(
                    field.name(),
                    change.apply(ColumnPatterns.column(field.name()), field.dataType()));
        }
        return replace(rows, replaced);
    }

    private static Dataset<Row> replace(Dataset<Row> rows, Map<String, Column> replaced) {
        StructType schema = rows.schema();
        Column[] columns = new Column[schema.length()];
        for (int i = 0; i < columns.length; i++) {
            String name = schema.fields()[i].name();
            columns[i] = replaced.getOrDefault(name, ColumnPatterns.column(name)).as(name);
        }
        return rows.select(columns);
    }
}
