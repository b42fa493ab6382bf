package dev.heddle.jobs;

import dev.heddle.client.DaemonThreads;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every second whether a schedule's time has come, where the registry runs. */
@Singleton
class ScheduleClock {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleClock.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(15);

    private final Schedules schedules;
    private final List<String> roles;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("heddle-schedules"));

    ScheduleClock(
            Schedules schedules,
            @ConfigProperty(name = "heddle.roles", defaultValue = "registry,serving")
                    List<String> roles) {
        this.schedules = schedules;
        this.roles = roles.stream().map(String::strip).toList();
    }

    void start(@Observes StartupEvent event) {
        if (roles.contains("registry")) {
            next(TICK);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }

    private void tick() {
        Duration pause = TICK;
        try {
            schedules.begin(Instant.now());
        } catch (RuntimeException e) {
            LOG.warn("Schedules could not be looked after.", e);
            pause = AFTER_FAILURE;
        }
        next(pause);
    }

    private void next(Duration pause) {
        try {
            clock.schedule(this::tick, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The process ends.", e);
        }
    }
}
