package dev.heddle.batch.modules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Checks rows and leaves them alone. Types and missing columns are told before a row is read; all
 * checks of single rows together take one pass, each key one with a shuffle, each reference one
 * with a join.
 */
final class Validate implements WriteModule {
    /** The column of rejected rows that says which checks they failed. */
    static final String FAILED = "failed_checks";

    /** A condition in Spark's SQL that holds for every row, or is null. */
    record Condition(String name, String sql, Severity severity) {}

    private final List<ColumnRule> columns;
    private final List<Condition> conditions;
    private final List<KeyCheck> keys;
    private final List<ReferenceCheck> references;
    private final Optional<RowCount> rows;
    private final boolean onlyThese;
    private final Severity severity;

    Validate(
            List<ColumnRule> columns,
            List<Condition> conditions,
            List<KeyCheck> keys,
            List<ReferenceCheck> references,
            Optional<RowCount> rows,
            boolean onlyThese,
            Severity severity) {
        this.columns = List.copyOf(columns);
        this.conditions = List.copyOf(conditions);
        this.keys = List.copyOf(keys);
        this.references = List.copyOf(references);
        this.rows = rows;
        this.onlyThese = onlyThese;
        this.severity = severity;
    }

    @Override
    public boolean changesRows() {
        return false;
    }

    @Override
    public Dataset<Row> apply(WriteContext context, Dataset<Row> dataset) {
        StructType schema = dataset.schema();
        Refusals refusals = new Refusals("validate");
        for (ColumnRule rule : columns) {
            ColumnPatterns.find(schema, rule.column(), refusals)
                    .ifPresent(
                            field -> {
                                checkType(context, rule, field, refusals);
                                rule.checks(field, refusals);
                            });
        }
        keys.forEach(
                key -> key.columns().forEach(name -> ColumnPatterns.find(schema, name, refusals)));
        references.forEach(reference -> reference.refuse(context, schema, refusals));
        conditions.forEach(
                condition ->
                        Conditions.refuse(dataset, condition.name(), condition.sql(), refusals));
        if (onlyThese) {
            checkNoOthers(context, schema, refusals);
        }
        refusals.check();
        return dataset;
    }

    @Override
    public void inspect(WriteContext context, Dataset<Row> dataset) {
        List<RowCheck> checks = checks(dataset.schema());
        List<Column> counts = new ArrayList<>();
        counts.add(functions.count(functions.lit(1)));
        for (RowCheck check : checks) {
            Column shown =
                    check.shown()
                            .map(name -> example(dataset.schema(), name))
                            .orElse(functions.lit(null).cast(DataTypes.StringType));
            counts.add(functions.count_if(check.broken()));
            counts.add(functions.min(functions.when(check.broken(), shown)));
        }
        Row counted =
                dataset.agg(counts.get(0), counts.subList(1, counts.size()).toArray(Column[]::new))
                        .first();
        report(context, dataset, checks, counted);
        keys.forEach(key -> key.check(context, dataset));
        references.forEach(reference -> reference.check(context, dataset));
        rows.ifPresent(count -> count.check(context, counted.getLong(0), dataset));
    }

    private List<RowCheck> checks(StructType schema) {
        List<RowCheck> checks = new ArrayList<>();
        for (ColumnRule rule : columns) {
            StructField field = ColumnPatterns.find(schema, rule.column()).orElseThrow();
            checks.addAll(rule.checks(field, new Refusals("validate")));
        }
        for (Condition condition : conditions) {
            Column broken = functions.not(functions.expr(condition.sql()));
            checks.add(
                    new RowCheck(
                            condition.name(),
                            functions.coalesce(broken, functions.lit(false)),
                            condition.sql(),
                            Optional.empty(),
                            condition.severity()));
        }
        for (KeyCheck key : keys) {
            if (key.total()) {
                Column broken = functions.lit(false);
                for (String name : key.columns()) {
                    broken = broken.or(ColumnPatterns.column(name).isNull());
                }
                checks.add(
                        new RowCheck(
                                "key %s: not null".formatted(String.join(", ", key.columns())),
                                broken,
                                "a value in each column of the key",
                                Optional.empty(),
                                key.severity()));
            }
        }
        return checks;
    }

    private static void report(
            WriteContext context, Dataset<Row> dataset, List<RowCheck> checks, Row counted) {
        List<RowCheck> blocking = new ArrayList<>();
        for (int i = 0; i < checks.size(); i++) {
            RowCheck check = checks.get(i);
            long broken = counted.getLong(1 + 2 * i);
            if (broken == 0) {
                context.pass(check.name(), "all rows: " + check.expected());
                continue;
            }
            String found = counted.getString(2 + 2 * i);
            String message =
                    "%d of %d rows, expected %s%s"
                            .formatted(
                                    broken,
                                    counted.getLong(0),
                                    check.expected(),
                                    found == null ? "" : ", found '" + found + "'");
            if (check.severity() == Severity.BLOCK) {
                blocking.add(check);
                context.block(check.name(), message, broken);
            } else {
                context.warn(check.name(), message, broken);
            }
        }
        if (!blocking.isEmpty()) {
            context.reject("rows", failed(dataset, blocking));
        }
    }

    private static Dataset<Row> failed(Dataset<Row> dataset, List<RowCheck> checks) {
        Column any = functions.lit(false);
        List<Column> names = new ArrayList<>();
        for (RowCheck check : checks) {
            any = any.or(check.broken());
            names.add(functions.when(check.broken(), functions.lit(check.name())));
        }
        return dataset.where(any)
                .withColumn(
                        FAILED,
                        functions.array_compact(functions.array(names.toArray(Column[]::new))));
    }

    private static void checkType(
            WriteContext context, ColumnRule rule, StructField field, Refusals refusals) {
        if (rule.type().isEmpty()) {
            return;
        }
        String check = rule.column() + ": type";
        DataType expected = Types.parse(rule.type().get()).orElseThrow();
        String found = field.dataType().catalogString();
        if (expected.catalogString().equals(found)) {
            context.pass(check, found);
            return;
        }
        String message =
                "column %s is %s, expected %s"
                        .formatted(field.name(), found, expected.catalogString());
        if (rule.severity() == Severity.BLOCK) {
            refusals.add(message);
        } else {
            context.warn(check, message, -1);
        }
    }

    private void checkNoOthers(WriteContext context, StructType schema, Refusals refusals) {
        Set<String> known =
                columns.stream()
                        .map(rule -> ColumnPatterns.lower(rule.column()))
                        .collect(Collectors.toSet());
        Set<String> others = new TreeSet<>();
        for (String name : schema.fieldNames()) {
            if (!known.contains(ColumnPatterns.lower(name))) {
                others.add(name);
            }
        }
        if (!others.isEmpty() && severity == Severity.BLOCK) {
            refusals.add("columns that are not listed: " + String.join(", ", others));
        } else if (!others.isEmpty()) {
            context.warn("columns", "not listed: " + String.join(", ", others), -1);
        }
    }

    private static Column example(StructType schema, String name) {
        DataType type = ColumnPatterns.find(schema, name).orElseThrow().dataType();
        return Literals.takes(type)
                ? functions.substring(ColumnPatterns.column(name).cast(DataTypes.StringType), 1, 64)
                : functions.lit(null).cast(DataTypes.StringType);
    }
}
