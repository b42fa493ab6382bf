package dev.heddle.batch.modules;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads the {@code quality} module. */
final class QualityFactory implements WriteModuleFactory {
    private static final List<Double> SHARES = List.of(0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99);

    @Override
    public String name() {
        return "quality";
    }

    @Override
    public WriteModule create(ModuleSettings settings) {
        settings.expectMapping();
        List<String> columns = settings.texts("columns");
        TreeSet<Double> shares = new TreeSet<>();
        List<BigDecimal> wanted = settings.decimals("quantiles");
        for (BigDecimal share : wanted) {
            checkShare(settings, "quantiles", share).ifPresent(shares::add);
        }
        if (wanted.isEmpty()) {
            shares.addAll(SHARES);
        }
        Severity severity = settings.choice("on-failure", Severity.class, Severity.BLOCK);
        List<QualityTest> tests = new ArrayList<>();
        for (ModuleSettings item : settings.list("tests")) {
            QualityTest test = test(item, severity);
            test.share().ifPresent(shares::add);
            tests.add(test);
        }
        return new Quality(
                columns.isEmpty() ? List.of("*") : columns,
                settings.texts("except"),
                List.copyOf(shares),
                (int) settings.whole("frequent", 10, 0, 100),
                tests);
    }

    private static QualityTest test(ModuleSettings item, Severity severity) {
        Optional<String> column = item.optionalText("column");
        Metric metric = item.choice("metric", Metric.class, Metric.ROWS);
        if (!item.has("metric")) {
            item.note("the key 'metric' is missing, expected one of " + Metric.words());
        }
        if (column.isEmpty() && metric != Metric.ROWS) {
            item.note("the key 'column' is missing, expected a column's name");
        }
        if (column.isPresent() && metric == Metric.ROWS && item.has("metric")) {
            item.note("column", "expected none, since rows are not counted by column");
        }
        Optional<Double> share =
                item.share("share").flatMap(value -> checkShare(item, "share", value));
        if (metric == Metric.QUANTILE && share.isEmpty()) {
            item.note("the key 'share' is missing, expected the quantile, 0.5 for the median");
        }
        QualityTest test =
                new QualityTest(
                        column,
                        metric,
                        share,
                        item.share("at-least").map(BigDecimal::doubleValue),
                        item.share("at-most").map(BigDecimal::doubleValue),
                        item.share("change").map(BigDecimal::doubleValue),
                        item.decimal("deviations").map(BigDecimal::doubleValue),
                        (int) item.whole("versions", 10, 1, 1000),
                        item.choice("on-failure", Severity.class, severity));
        if (!test.hasBound()) {
            item.note("expected one of at-least, at-most, change, deviations, found none");
        }
        return test;
    }

    private static Optional<Double> checkShare(
            ModuleSettings settings, String key, BigDecimal share) {
        if (share.signum() < 0 || share.compareTo(BigDecimal.ONE) > 0) {
            settings.note(key, "expected a number from 0 to 1, found " + share);
            return Optional.empty();
        }
        return Optional.of(share.doubleValue());
    }
}
