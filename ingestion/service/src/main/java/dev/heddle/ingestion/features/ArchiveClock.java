package dev.heddle.ingestion.features;

import dev.heddle.client.DaemonThreads;
import dev.heddle.model.FeatureView.Source;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has what was written of each view brought to its table, again and again, in the registry. */
@Singleton
class ArchiveClock {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveClock.class);

    private final FeatureRows rows;
    private final FeatureArchive archive;
    private final FeaturesConfig config;
    private final boolean hasRegistry;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("heddle-feature-archive"));

    ArchiveClock(
            FeatureRows rows,
            FeatureArchive archive,
            FeaturesConfig config,
            @ConfigProperty(name = "heddle.roles", defaultValue = "registry,serving,ingestion")
                    List<String> roles) {
        this.rows = rows;
        this.archive = archive;
        this.config = config;
        this.hasRegistry = roles.stream().map(String::strip).anyMatch("registry"::equals);
    }

    void start(@Observes StartupEvent event) {
        if (hasRegistry) {
            long millis = config.archiveEvery().toMillis();
            clock.scheduleWithFixedDelay(this::tick, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        try {
            rows.all().stream()
                    .map(FeatureRows.Defined::view)
                    .filter(view -> view.source() == Source.STREAM)
                    .forEach(
                            view -> {
                                try {
                                    archive.archive(view);
                                } catch (RuntimeException e) {
                                    LOG.warn(
                                            "A feature view cannot be brought to its table now."
                                                    + " view={}",
                                            view.name(),
                                            e);
                                }
                            });
        } catch (RuntimeException e) {
            LOG.warn("Feature views cannot be looked up now.", e);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }
}
