package dev.heddle.ingestion;

import dev.heddle.client.DaemonThreads;
import dev.heddle.client.runs.FigureRegistry;
import dev.heddle.client.runs.FigureReport;
import dev.heddle.client.runs.FigureReport.Engine;
import dev.heddle.model.Figure;
import dev.heddle.model.ModelIdentity;
import dev.heddle.runtime.Figures;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once a minute, adds what the functions of streams reported of themselves to the runs of their
 * versions. A minute that cannot be told is dropped: {@code /metrics} has it all the same.
 */
@Singleton
class StreamFigures {
    private static final Logger LOG = LoggerFactory.getLogger(StreamFigures.class);
    private static final long EVERY_SECONDS = 60;

    private final FigureRegistry registry;
    private final Map<ModelIdentity, Figures> figures = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("heddle-stream-figures"));
    private boolean isWarned;

    StreamFigures(FigureRegistry registry) {
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        clock.scheduleWithFixedDelay(this::report, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }

    /** Where a version's figures are added up, in all of its streams. */
    Figures of(ModelIdentity version) {
        return figures.computeIfAbsent(version, unused -> new Figures());
    }

    private void report() {
        Instant until = Instant.now();
        List<FigureReport> reports = new ArrayList<>();
        figures.forEach(
                (version, sums) -> {
                    Map<String, Figure> taken = sums.take();
                    if (!taken.isEmpty()) {
                        reports.add(
                                new FigureReport(
                                        version.name(),
                                        version.version(),
                                        Engine.STREAM,
                                        until,
                                        taken));
                    }
                });
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
}
