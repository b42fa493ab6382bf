package dev.heddle.serving;

import dev.heddle.client.DaemonThreads;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.runs.FigureRegistry;
import dev.heddle.client.runs.FigureReport;
import dev.heddle.client.runs.FigureReport.Engine;
import dev.heddle.model.Figure;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once a minute, adds what functions reported of themselves to the runs of their versions. A minute
 * that cannot be told is dropped: {@code /metrics} has it all the same.
 */
@Singleton
final class FigureReporter {
    private static final Logger LOG = LoggerFactory.getLogger(FigureReporter.class);
    private static final long EVERY_SECONDS = 60;

    private final VersionPool pool;
    private final FigureRegistry registry;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("heddle-figures"));
    private boolean isWarned;

    FigureReporter(VersionPool pool, FigureRegistry registry) {
        this.pool = pool;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        clock.scheduleWithFixedDelay(this::report, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }

    private void report() {
        List<FigureReport> reports = reports(pool.versions(), Instant.now());
        if (reports.isEmpty()) {
            return;
        }
        try {
            registry.report(reports);
            isWarned = false;
        } catch (RuntimeException e) {
            if (!isWarned) {
                LOG.warn("What functions report of themselves does not get to their runs.", e);
            }
            isWarned = true;
        }
    }

    /** What versions have reported since this was asked before. */
    static List<FigureReport> reports(List<ServedVersion> versions, Instant until) {
        List<FigureReport> reports = new ArrayList<>();
        for (ServedVersion version : versions) {
            Map<String, Figure> figures = version.metrics().takeFigures();
            if (!figures.isEmpty()) {
                ModelVersion of = version.description();
                reports.add(
                        new FigureReport(of.model(), of.version(), Engine.ONLINE, until, figures));
            }
        }
        return reports;
    }
}
