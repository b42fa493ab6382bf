package dev.heddle.dashboard.runs;

import dev.heddle.client.runs.MetricPoint;
import dev.heddle.client.runs.RunView.Charts;
import dev.heddle.client.runs.RunView.Over;
import dev.heddle.dashboard.Chart;
import dev.heddle.dashboard.Chart.Role;
import dev.heddle.dashboard.Chart.Series;
import dev.heddle.dashboard.Display;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Metrics of runs as curves: over steps, time or the time that has passed, smoothed or not. */
final class Curves {
    private Curves() {}

    /** The values of a metric in one run. */
    record Line(String name, int place, List<MetricPoint> points) {}

    /** The chart of a metric; empty if nothing can be drawn. */
    static Optional<Chart> chart(String metric, List<Line> lines, Charts charts) {
        List<Series> series = new ArrayList<>();
        for (Line line : lines) {
            Series drawn = series(line, charts);
            if (!drawn.points().isEmpty()) {
                series.add(drawn);
            }
        }
        if (series.isEmpty()) {
            return Optional.empty();
        }
        String detail =
                charts.smoothing() > 0 ? "smoothed by " + Display.number(charts.smoothing()) : "";
        Optional<String> xName =
                switch (charts.over()) {
                    case STEP -> Optional.of("step");
                    case TIME -> Optional.empty();
                    case ELAPSED -> Optional.of("seconds");
                };
        return Optional.of(Chart.curves(metric, detail, xName, charts.logarithmic(), series));
    }

    private static Series series(Line line, Charts charts) {
        List<MetricPoint> points = ordered(line.points(), charts.over());
        Series series = Series.of(line.name(), Role.PLAIN).at(line.place());
        List<Optional<Double>> values = smooth(points, charts.smoothing());
        boolean hasValue = false;
        for (int i = 0; i < points.size(); i++) {
            Optional<Double> value =
                    values.get(i).filter(number -> !charts.logarithmic() || number > 0);
            hasValue |= value.isPresent();
            series.add(x(points.get(i), points.get(0).at(), charts.over()), value.orElse(null));
        }
        return hasValue ? series : Series.of(line.name(), Role.PLAIN);
    }

    private static List<MetricPoint> ordered(List<MetricPoint> points, Over over) {
        Comparator<MetricPoint> order =
                over == Over.STEP
                        ? Comparator.comparingLong(MetricPoint::step).thenComparing(MetricPoint::at)
                        : Comparator.comparing(MetricPoint::at)
                                .thenComparingLong(MetricPoint::step);
        return points.stream().sorted(order).toList();
    }

    private static Number x(MetricPoint point, Instant first, Over over) {
        return switch (over) {
            case STEP -> point.step();
            case TIME -> point.at().toEpochMilli();
            case ELAPSED -> Duration.between(first, point.at()).toMillis() / 1_000.0;
        };
    }

    /**
     * The exponential moving average, corrected for that it begins at nothing: {@code m = w m + (1
     * - w) v}, told as {@code m / (1 - wⁿ)} after {@code n} values. What is no finite number is a
     * gap, and counts for nothing.
     *
     * @param weight what is left of the values before, from 0 up to less than 1
     */
    static List<Optional<Double>> smooth(List<MetricPoint> points, double weight) {
        List<Optional<Double>> smoothed = new ArrayList<>(points.size());
        double mean = 0;
        double left = 1;
        for (MetricPoint point : points) {
            if (!Double.isFinite(point.value())) {
                smoothed.add(Optional.empty());
                continue;
            }
            mean = weight * mean + (1 - weight) * point.value();
            left *= weight;
            smoothed.add(Optional.of(weight == 0 ? point.value() : mean / (1 - left)));
        }
        return smoothed;
    }
}
