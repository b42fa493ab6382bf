package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.monitors.QualityReport;
import dev.heddle.client.monitors.QualityReport.Figures;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle monitors quality}. */
@Command(
        name = "quality",
        description = "Shows how well predictions met what really happened.",
        sortOptions = false)
final class QualityCommand implements Callable<Integer> {
    private static final int MOST_CLASSES = 12;

    @Parameters(
            paramLabel = "MODEL[@VERSION]",
            converter = Reference.Converter.class,
            description = "churn, churn@3 or churn@champion; the newest version if none is named.")
    private Reference reference;

    @Option(
            names = "--window",
            paramLabel = "TIME",
            defaultValue = "7d",
            converter = TableTexts.DurationConverter.class,
            description = "Of the time that has just passed, 1h to 400d; 7d.")
    private Duration window;

    @Option(
            names = "--by",
            paramLabel = "INPUT",
            description = "Also by the values of an input that is a segment.")
    private String by;

    @Mixin private Session session;

    @Override
    public Integer call() {
        try (Heddle heddle = session.heddle()) {
            ModelVersion version = reference.find(heddle);
            QualityReport report =
                    heddle.monitors()
                            .quality(
                                    version.model(),
                                    version.version(),
                                    window,
                                    Optional.ofNullable(by));
            session.print(report, out -> print(out, report));
        }
        return 0;
    }

    private void print(PrintWriter out, QualityReport report) {
        OptionalInt columns = session.terminal().columns();
        Table facts = new Table(report.model(), "version " + report.version());
        report.compared().ifPresent(output -> facts.row("compared output", output));
        report.score().ifPresent(output -> facts.row("score", output));
        facts.row("logged predictions", TableTexts.count(report.predictions()));
        facts.row("joined with outcomes", TableTexts.count(report.joined()));
        facts.row("outcomes of the model", TableTexts.count(report.outcomes()));
        facts.row("of these waiting", TableTexts.count(report.waiting()));
        facts.print(out, columns);
        if (report.joined() > 0) {
            out.println();
            figures("TIME", report).print(out, columns);
        }
        if (!report.segments().isEmpty()) {
            out.println();
            segments(report).print(out, columns);
        }
        if (!report.confusion().isEmpty()) {
            confusion(out, report.confusion(), columns);
        }
        report.hint().ifPresent(hint -> out.println("Note: " + hint));
    }

    private static Table table(String first) {
        return new Table(first, "ROWS", "ACCURACY", "AUC", "BRIER", "MEAN ERROR", "MAE", "RMSE");
    }

    private static Table figures(String first, QualityReport report) {
        Table table = table(first);
        row(table, "all", report.total());
        report.series().forEach(point -> row(table, Texts.time(point.time()), point.figures()));
        return table;
    }

    private Table segments(QualityReport report) {
        Table table = table(by == null ? "VALUE" : by.toUpperCase(Locale.ROOT));
        report.segments()
                .forEach(
                        segment ->
                                row(
                                        table,
                                        segment.value().isEmpty() ? "(none)" : segment.value(),
                                        segment.figures()));
        return table;
    }

    private static void row(Table table, String first, Figures figures) {
        table.row(
                first,
                TableTexts.count(figures.rows()),
                text(figures.accuracy()),
                text(figures.auc()),
                text(figures.brier()),
                text(figures.meanError()),
                text(figures.meanAbsoluteError()),
                text(figures.rootMeanSquaredError()));
    }

    private static String text(Optional<Double> figure) {
        return figure.map(value -> String.format(Locale.ROOT, "%.4g", value)).orElse("");
    }

    private static void confusion(
            PrintWriter out, Map<String, Map<String, Long>> confusion, OptionalInt columns) {
        TreeSet<String> classes = new TreeSet<>(confusion.keySet());
        confusion.values().forEach(predicted -> classes.addAll(predicted.keySet()));
        if (classes.size() > MOST_CLASSES) {
            return;
        }
        String[] headings = new String[classes.size() + 1];
        headings[0] = "HAPPENED \\ PREDICTED";
        int column = 1;
        for (String predicted : classes) {
            headings[column++] = predicted;
        }
        Table table = new Table(headings);
        for (String happened : classes) {
            Object[] cells = new Object[headings.length];
            cells[0] = happened;
            for (int i = 1; i < headings.length; i++) {
                long count =
                        confusion.getOrDefault(happened, Map.of()).getOrDefault(headings[i], 0L);
                cells[i] = TableTexts.count(count);
            }
            table.row(cells);
        }
        out.println();
        table.print(out, columns);
    }
}
