package dev.heddle.batch.modules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Profiles columns in one pass, and tests the figures. */
final class Quality implements WriteModule {
    private final List<String> patterns;
    private final List<String> except;
    private final List<Double> shares;
    private final int frequent;
    private final List<QualityTest> tests;

    Quality(
            List<String> patterns,
            List<String> except,
            List<Double> shares,
            int frequent,
            List<QualityTest> tests) {
        this.patterns = List.copyOf(patterns);
        this.except = List.copyOf(except);
        this.shares = List.copyOf(shares);
        this.frequent = frequent;
        this.tests = List.copyOf(tests);
    }

    @Override
    public boolean changesRows() {
        return false;
    }

    @Override
    public Dataset<Row> apply(WriteContext context, Dataset<Row> rows) {
        Refusals refusals = new Refusals("quality");
        List<String> profiled = columns(rows.schema(), refusals);
        for (QualityTest test : tests) {
            test.column().ifPresent(name -> refuse(rows.schema(), test, name, profiled, refusals));
        }
        refusals.check();
        return rows;
    }

    @Override
    public void inspect(WriteContext context, Dataset<Row> rows) {
        List<String> columns = columns(rows.schema(), new Refusals("quality"));
        Profiler.Profile profile =
                Profiler.profile(rows.select(ColumnPatterns.columns(columns)), shares, frequent);
        context.profile(profile.columns());
        tests.forEach(test -> test.check(context, profile, rows));
    }

    private static void refuse(
            StructType schema,
            QualityTest test,
            String name,
            List<String> profiled,
            Refusals refusals) {
        ColumnPatterns.find(schema, name, refusals)
                .ifPresent(
                        field -> {
                            if (!profiled.contains(field.name())) {
                                refusals.add(
                                        "column %s is tested and not profiled, expected it in 'columns'"
                                                .formatted(field.name()));
                            }
                            boolean isNumber = Types.isNumber(field.dataType());
                            boolean isFlagMean =
                                    test.metric() == Metric.MEAN
                                            && field.dataType().catalogString().equals("boolean");
                            if (test.metric().needsNumbers() && !isNumber && !isFlagMean) {
                                refusals.add(
                                        "column %s is %s, expected a number for the metric %s"
                                                .formatted(
                                                        field.name(),
                                                        field.dataType().catalogString(),
                                                        test.metric().word()));
                            }
                        });
    }

    private List<String> columns(StructType schema, Refusals refusals) {
        List<StructField> without =
                ColumnPatterns.match(schema, except, type -> true, "any type", refusals);
        List<StructField> matched =
                new ArrayList<>(
                        ColumnPatterns.match(schema, patterns, type -> true, "any type", refusals));
        matched.removeAll(without);
        return matched.stream().map(StructField::name).collect(Collectors.toList());
    }
}
