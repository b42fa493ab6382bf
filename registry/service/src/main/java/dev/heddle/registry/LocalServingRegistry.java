package dev.heddle.registry;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.ServingRegistry;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.time.Duration;
import org.jdbi.v3.core.Handle;

/** The registry for a serving module in the same process. */
@Singleton
public final class LocalServingRegistry implements ServingRegistry {
    /** How soon a change is seen that another process made. */
    private static final Duration POLL = Duration.ofMillis(500);

    private static final Duration MAX_WAIT = Duration.ofMinutes(1);

    private final Database database;
    private final EndpointChanges changes;
    private final Endpoints endpoints;
    private final Catalog catalog;
    private final Blobs blobs;

    LocalServingRegistry(
            Database database,
            EndpointChanges changes,
            Endpoints endpoints,
            Catalog catalog,
            Blobs blobs) {
        this.database = database;
        this.changes = changes;
        this.endpoints = endpoints;
        this.catalog = catalog;
        this.blobs = blobs;
    }

    @Override
    public Deployments deployments(long revision, Duration wait) {
        long end = System.nanoTime() + min(wait, MAX_WAIT).toNanos();
        while (true) {
            long seen = changes.count();
            long current = database.transaction(EndpointRows::revision);
            long left = end - System.nanoTime();
            if (current != revision || left <= 0 || Thread.currentThread().isInterrupted()) {
                return database.transaction(LocalServingRegistry::state);
            }
            changes.await(seen, min(Duration.ofNanos(left), POLL));
        }
    }

    /** The revision is read first: what changes meanwhile is then asked for again, never missed. */
    private static Deployments state(Handle handle) {
        long revision = EndpointRows.revision(handle);
        return new Deployments(revision, EndpointRows.all(handle));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    @Override
    public ModelVersion version(String model, String reference) {
        return catalog.version(model, reference);
    }

    @Override
    public InputStream open(String sha256) {
        return blobs.open(sha256);
    }

    @Override
    public void report(Report report) {
        endpoints.report(report);
    }
}
