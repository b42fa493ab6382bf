package dev.heddle.registry;

import dev.heddle.client.DaemonThreads;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("heddle-blob-collector"));

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
            removeBrokenOff();
            long seconds = config.orphanCollection().toSeconds();
            scheduler.scheduleWithFixedDelay(this::collect, seconds, seconds, TimeUnit.SECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        scheduler.shutdownNow();
    }

    /** A process that was killed leaves the folders of its registrations behind. */
    private void removeBrokenOff() {
        if (!Files.isDirectory(config.workDir())) {
            return;
        }
        try (Stream<Path> folders = Files.list(config.workDir())) {
            folders.forEach(Registration::delete);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Leftovers were not removed. folder={}", config.workDir(), e);
        }
    }

    private void collect() {
        try {
            blobs.collect();
        } catch (RuntimeException e) {
            LOG.warn("Orphaned contents were not collected.", e);
        }
    }
}
