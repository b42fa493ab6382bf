package dev.heddle.monitors;

import dev.heddle.client.DaemonThreads;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has reports merged, versions looked at and messages told, again and again, in the registry. */
@Singleton
class MonitorClock {
    private static final Logger LOG = LoggerFactory.getLogger(MonitorClock.class);
    private static final Duration OFTEN = Duration.ofSeconds(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration SELDOM = Duration.ofMinutes(10);

    private final Rounds rounds;
    private final MonitorMeters meters;
    private final boolean hasRegistry;
    private final ScheduledExecutorService clock =
            Executors.newScheduledThreadPool(3, new DaemonThreads("heddle-monitors"));

    MonitorClock(
            Rounds rounds,
            MonitorMeters meters,
            @ConfigProperty(name = "heddle.roles", defaultValue = "registry,serving,ingestion")
                    List<String> roles) {
        this.rounds = rounds;
        this.meters = meters;
        this.hasRegistry = roles.stream().map(String::strip).anyMatch("registry"::equals);
    }

    void start(@Observes StartupEvent event) {
        if (hasRegistry) {
            rounds.requireSettings();
            every(OFTEN, "Versions were not looked at.", () -> rounds.look(Instant.now()));
            every(OFTEN, "Messages were not told.", () -> rounds.tell(Instant.now()));
            every(MINUTE, "Targets were not looked at.", () -> rounds.lookAround(Instant.now()));
            every(MINUTE, "Prometheus is told what was found before.", meters::refresh);
            every(SELDOM, "Nothing was removed.", () -> rounds.remove(Instant.now()));
        }
    }

    private void every(Duration pause, String problem, Runnable task) {
        long millis = pause.toMillis();
        clock.scheduleWithFixedDelay(
                () -> run(problem, task), millis, millis, TimeUnit.MILLISECONDS);
    }

    private void run(String problem, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            if (!clock.isShutdown()) {
                LOG.warn(problem, e);
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }
}
