package dev.heddle.registry;

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

/** Collects orphaned contents from time to time, where the registry runs. */
@Singleton
final class BlobCollector {
    private static final Logger LOG = LoggerFactory.getLogger(BlobCollector.class);

    private final Blobs blobs;
    private final RegistryConfig config;
    private final List<String> roles;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "heddle-blob-collector");
                        thread.setDaemon(true);
                        return thread;
                    });

    BlobCollector(
            Blobs blobs,
            RegistryConfig config,
            @ConfigProperty(name = "heddle.roles", defaultValue = "registry,serving")
                    List<String> roles) {
        this.blobs = blobs;
        this.config = config;
        this.roles = roles.stream().map(String::strip).toList();
    }

    void start(@Observes StartupEvent event) {
        if (roles.contains("registry")) {
            long seconds = config.orphanCollection().toSeconds();
            scheduler.scheduleWithFixedDelay(this::collect, seconds, seconds, TimeUnit.SECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        scheduler.shutdownNow();
    }

    private void collect() {
        try {
            blobs.collect();
        } catch (RuntimeException e) {
            LOG.warn("Orphaned contents were not collected.", e);
        }
    }
}
