package dev.heddle.tracking;

import dev.heddle.client.ServingRegistry;
import dev.heddle.client.runs.FigureRegistry;
import dev.heddle.client.runs.FigureReport;
import dev.heddle.client.runs.FigureReport.Engine;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.Figure;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Adds what functions report of themselves to the runs of their versions, as points of metrics. Two
 * processes that report of the same minute add a point each.
 */
@Singleton
public class FigurePoints implements FigureRegistry {
    private static final long MINUTE_MILLIS = 60_000;

    private final TrackingDatabase database;
    private final ServingRegistry registry;

    FigurePoints(TrackingDatabase database, ServingRegistry registry) {
        this.database = database;
        this.registry = registry;
    }

    @Override
    public void report(List<FigureReport> reports) {
        for (FigureReport report : reports) {
            runOf(report)
                    .filter(run -> !report.figures().isEmpty())
                    .ifPresent(
                            run ->
                                    // A run that was deleted takes none.
                                    database.statement(
                                            connection ->
                                                    MetricLog.add(
                                                            connection, run, points(report))));
        }
    }

    private Optional<String> runOf(FigureReport report) {
        try {
            return registry.version(report.model(), String.valueOf(report.version())).runId();
        } catch (HeddleException e) {
            if (e.code().category() == Category.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Points points(FigureReport report) {
        long at = report.until().toEpochMilli();
        long step = report.engine() == Engine.SAMPLE ? 0 : Math.floorDiv(at, MINUTE_MILLIS);
        String engine = report.engine().name().toLowerCase(Locale.ROOT) + "/";
        Points points = new Points();
        for (Map.Entry<String, Figure> one : report.figures().entrySet()) {
            String name = engine + one.getKey();
            points.add(-1, Metric.of(name, one.getValue().mean(), at, step));
            points.add(-1, Metric.of(name + ".count", one.getValue().count(), at, step));
        }
        return points;
    }
}
