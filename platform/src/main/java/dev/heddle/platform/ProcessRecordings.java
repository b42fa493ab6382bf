package dev.heddle.platform;

import dev.heddle.client.monitors.Engine;
import dev.heddle.client.monitors.MonitorRegistry;
import dev.heddle.model.Signature;
import dev.heddle.monitors.MonitorsConfig;
import dev.heddle.recording.MonitorReporter;
import dev.heddle.recording.Recording;
import dev.heddle.recording.Recordings;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** What this process sees of versions, whatever its roles; nothing where monitors are off. */
@Singleton
final class ProcessRecordings implements Recordings {
    private static final int AFTER_ENGINES = 5_000;

    private final MonitorReporter reporter;
    private final boolean isEnabled;

    ProcessRecordings(MonitorsConfig config, MonitorRegistry registry) {
        this.isEnabled = config.enabled();
        this.reporter = new MonitorReporter(registry);
    }

    void start(@Observes StartupEvent event) {
        if (isEnabled) {
            reporter.start();
        }
    }

    /** When streams have ended and calls are answered, all of it is told. */
    void stop(@Observes @Priority(AFTER_ENGINES) ShutdownEvent event) {
        if (isEnabled) {
            reporter.close();
        }
    }

    @Override
    public Recording open(
            String model, int version, Engine engine, String source, Signature signature) {
        return isEnabled
                ? reporter.open(model, version, engine, source, signature)
                : Recording.NONE;
    }
}
