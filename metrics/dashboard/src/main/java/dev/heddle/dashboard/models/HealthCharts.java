package dev.heddle.dashboard.models;

import dev.heddle.client.Heddle;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.monitors.FieldDistribution;
import dev.heddle.client.monitors.MonitorCheck;
import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.MonitorDetail;
import dev.heddle.client.monitors.QualityReport;
import dev.heddle.client.monitors.SeriesPoint;
import dev.heddle.dashboard.Chart;
import dev.heddle.dashboard.Chart.Bars;
import dev.heddle.dashboard.Chart.Role;
import dev.heddle.dashboard.Chart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** The charts of how a version does. */
final class HealthCharts {
    private static final Set<String> ENGINES = Set.of("online", "stream", "batch");
    private static final int FIGURES = 6;
    private static final int POINTS = 200;

    private HealthCharts() {}

    /** Calls and errors, latency, and drift over time. */
    static List<Chart> of(MonitorDetail detail) {
        List<Chart> charts = new ArrayList<>();
        charts.add(calls(detail));
        charts.add(latency(detail));
        charts.add(drift(detail));
        return charts;
    }

    private static Chart calls(MonitorDetail detail) {
        Series good = Series.area("answered", Role.PLAIN);
        Series bad = Series.area("failed", Role.BAD);
        for (SeriesPoint point : detail.series()) {
            good.add(point.time().toEpochMilli(), (double) point.calls() - point.errors());
            bad.add(point.time().toEpochMilli(), (double) point.errors());
        }
        return Chart.overTime(
                "Calls",
                "each " + grain(detail.grainSeconds()),
                "",
                Optional.empty(),
                List.of(good, bad));
    }

    private static Chart latency(MonitorDetail detail) {
        return Chart.overTime(
                "Latency",
                "percentiles",
                "ms",
                threshold(detail, Kind.LATENCY),
                List.of(
                        series("p50", Role.PLAIN, detail, SeriesPoint::p50Millis),
                        series("p90", Role.PLAIN, detail, SeriesPoint::p90Millis),
                        series("p99", Role.PLAIN, detail, SeriesPoint::p99Millis)));
    }

    private static Chart drift(MonitorDetail detail) {
        return Chart.overTime(
                "Drift",
                "largest population stability index of any field",
                "",
                threshold(detail, Kind.DRIFT),
                List.of(series("drift", Role.PLAIN, detail, SeriesPoint::drift)));
    }

    private static Series series(
            String name,
            Role role,
            MonitorDetail detail,
            Function<SeriesPoint, Optional<Double>> value) {
        Series series = Series.of(name, role);
        detail.series().forEach(point -> series.add(point.time(), value.apply(point)));
        return series;
    }

    private static Optional<Double> threshold(MonitorDetail detail, Kind kind) {
        return detail.checks().stream()
                .filter(check -> check.kind() == kind && check.subject().isEmpty())
                .findFirst()
                .flatMap(MonitorCheck::threshold);
    }

    private static String grain(long seconds) {
        if (seconds < 3600) {
            return seconds == 60 ? "minute" : seconds / 60 + " minutes";
        }
        if (seconds < 86_400) {
            return seconds == 3600 ? "hour" : seconds / 3600 + " hours";
        }
        return seconds == 86_400 ? "day" : seconds / 86_400 + " days";
    }

    /** How a field's values are spread, beside its baseline. */
    static Chart distribution(FieldDistribution distribution, String title) {
        List<Bars> bars = new ArrayList<>();
        bars.add(
                Bars.of(
                        "now",
                        Role.PLAIN,
                        distribution.bins().stream().map(FieldDistribution.Bin::now).toList()));
        if (distribution.baseline().isPresent()) {
            bars.add(
                    Bars.of(
                            "baseline",
                            Role.BASELINE,
                            distribution.bins().stream()
                                    .map(bin -> bin.baseline().orElse(0.0))
                                    .toList()));
        }
        return Chart.bars(
                title,
                "shares of values",
                "%",
                distribution.bins().stream().map(FieldDistribution.Bin::label).toList(),
                bars);
    }

    /** How a field's drift and its values went. */
    static List<Chart> overTime(FieldDistribution field) {
        Series psi = Series.of("PSI", Role.PLAIN);
        Series low = Series.of("5 %", Role.PLAIN);
        Series middle = Series.of("50 %", Role.PLAIN);
        Series high = Series.of("95 %", Role.PLAIN);
        Series missing = Series.of("missing", Role.PLAIN);
        for (FieldDistribution.Point point : field.series()) {
            psi.add(point.time(), point.psi());
            low.add(point.time(), point.p05());
            middle.add(point.time(), point.p50());
            high.add(point.time(), point.p95());
            missing.add(point.time(), point.missing());
        }
        List<Chart> charts = new ArrayList<>();
        charts.add(
                Chart.overTime(
                        "Drift",
                        "population stability index",
                        "",
                        field.drift().psi().map(figure -> figure.threshold()),
                        List.of(psi)));
        if (field.series().stream().anyMatch(point -> point.p50().isPresent())) {
            charts.add(
                    Chart.overTime(
                            "Values",
                            "quantiles",
                            "",
                            Optional.empty(),
                            List.of(low, middle, high)));
        }
        charts.add(Chart.overTime("Missing", "share", "%", Optional.empty(), List.of(missing)));
        return charts;
    }

    /** What the function reported of itself, each figure by the engines that ran it. */
    static List<Chart> figures(Heddle heddle, ModelVersion version) {
        if (version.runId().isEmpty()) {
            return List.of();
        }
        String run = version.runId().get();
        Map<String, List<Series>> series = new TreeMap<>();
        for (String metric : new TreeSet<>(heddle.runs().get(run).metrics().keySet())) {
            int slash = metric.indexOf('/');
            boolean isFigure =
                    slash > 0
                            && ENGINES.contains(metric.substring(0, slash))
                            && !metric.endsWith(".count");
            if (isFigure
                    && (series.size() < FIGURES
                            || series.containsKey(metric.substring(slash + 1)))) {
                Series line = Series.of(metric.substring(0, slash), Role.PLAIN);
                heddle.runs()
                        .sample(List.of(run), metric, POINTS)
                        .getOrDefault(run, List.of())
                        .forEach(point -> line.add(point.at().toEpochMilli(), point.value()));
                series.computeIfAbsent(metric.substring(slash + 1), name -> new ArrayList<>())
                        .add(line);
            }
        }
        List<Chart> charts = new ArrayList<>();
        series.forEach(
                (name, lines) ->
                        charts.add(
                                Chart.overTime(
                                        name,
                                        "as the function reports it, means of each minute",
                                        "",
                                        Optional.empty(),
                                        lines)));
        return charts;
    }

    /** How well predictions met what happened, over time; empty if nothing was joined. */
    static List<Chart> quality(QualityReport report) {
        if (report.joined() == 0) {
            return List.of();
        }
        List<Chart> charts = new ArrayList<>();
        boolean isClass = report.total().accuracy().isPresent();
        charts.add(
                isClass
                        ? over(
                                "Quality",
                                "by when it was predicted",
                                report,
                                "accuracy",
                                QualityReport.Figures::accuracy,
                                "AUC",
                                QualityReport.Figures::auc)
                        : over(
                                "Error",
                                "by when it was predicted",
                                report,
                                "mean absolute",
                                QualityReport.Figures::meanAbsoluteError,
                                "mean",
                                QualityReport.Figures::meanError));
        if (!report.calibration().isEmpty()) {
            Series happened = Series.of("happened", Role.PLAIN);
            Series ideal = Series.of("ideal", Role.BASELINE).add(0, 0.0).add(1, 1.0);
            report.calibration().stream()
                    .filter(tenth -> tenth.rows() > 0)
                    .forEach(tenth -> happened.add(tenth.meanPredicted(), tenth.meanHappened()));
            charts.add(
                    Chart.curves(
                            "Calibration",
                            "share that happened, by predicted probability",
                            Optional.of("predicted"),
                            false,
                            List.of(happened, ideal)));
        }
        if (!report.confusion().isEmpty()) {
            charts.add(confusion(report));
        }
        return charts;
    }

    private static Chart over(
            String title,
            String detail,
            QualityReport report,
            String firstName,
            Function<QualityReport.Figures, Optional<Double>> first,
            String secondName,
            Function<QualityReport.Figures, Optional<Double>> second) {
        Series one = Series.of(firstName, Role.PLAIN);
        Series two = Series.of(secondName, Role.PLAIN);
        for (QualityReport.Point point : report.series()) {
            one.add(point.time(), first.apply(point.figures()));
            two.add(point.time(), second.apply(point.figures()));
        }
        boolean hasSecond = two.points().stream().anyMatch(point -> point.get(1) != null);
        return Chart.overTime(
                title, detail, "", Optional.empty(), hasSecond ? List.of(one, two) : List.of(one));
    }

    private static Chart confusion(QualityReport report) {
        List<String> classes =
                report.confusion().entrySet().stream()
                        .flatMap(
                                line ->
                                        Stream.concat(
                                                Stream.of(line.getKey()),
                                                line.getValue().keySet().stream()))
                        .distinct()
                        .sorted()
                        .toList();
        List<List<Number>> values = new ArrayList<>();
        report.confusion()
                .forEach(
                        (happened, predictions) ->
                                predictions.forEach(
                                        (predicted, count) ->
                                                values.add(
                                                        List.of(
                                                                classes.indexOf(predicted),
                                                                classes.indexOf(happened),
                                                                count))));
        return Chart.matrix("Confusion", "", "predicted", "happened", classes, classes, values);
    }
}
