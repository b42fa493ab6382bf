package dev.heddle.dashboard;

import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.MonitorSummary;
import dev.heddle.client.monitors.SeriesPoint;
import java.util.List;
import java.util.Optional;

/** The small charts of a version's last hour. */
final class Sparks {
    private Sparks() {}

    static Spark calls(List<SeriesPoint> points) {
        List<Optional<Double>> values =
                points.stream().map(point -> Optional.of((double) point.calls())).toList();
        long total = points.stream().mapToLong(SeriesPoint::calls).sum();
        return Spark.of(values, 1, Display.count(total) + " calls in the last hour", false);
    }

    static Spark errors(List<SeriesPoint> points, double ceiling, MonitorSummary summary) {
        List<Optional<Double>> values =
                points.stream()
                        .map(
                                point ->
                                        point.calls() == 0
                                                ? Optional.<Double>empty()
                                                : Optional.of(
                                                        (double) point.errors() / point.calls()))
                        .toList();
        String label = Display.percent(summary.errorRate()) + " of calls failed in the last hour";
        return Spark.of(values, ceiling, label, isBad(summary, Kind.ERRORS));
    }

    static Spark latency(List<SeriesPoint> points, MonitorSummary summary) {
        String label =
                summary.p99Millis()
                        .map(p99 -> "99 of 100 calls took at most " + Display.millis(p99))
                        .orElse("no calls in the last hour");
        return Spark.of(
                points.stream().map(SeriesPoint::p99Millis).toList(),
                0,
                label,
                isBad(summary, Kind.LATENCY));
    }

    static Spark drift(List<SeriesPoint> points, double ceiling, MonitorSummary summary) {
        String label =
                summary.drift()
                        .map(
                                drift ->
                                        "largest drift %s, of %s"
                                                .formatted(
                                                        Display.number(drift),
                                                        summary.driftField().orElse("a field")))
                        .orElse("too little is known to speak of drift");
        return Spark.of(
                points.stream().map(SeriesPoint::drift).toList(),
                ceiling,
                label,
                isBad(summary, Kind.DRIFT));
    }

    private static boolean isBad(MonitorSummary summary, Kind kind) {
        return summary.alerts().stream().anyMatch(check -> check.kind() == kind);
    }
}
