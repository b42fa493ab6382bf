package dev.heddle.compute;

import dev.heddle.containers.Container;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the engine's containers, as often as that engine allows, and shows them to every keeper.
 * Nothing is remembered between two looks but when they were, so a restart of the platform or of
 * the engine is nothing special.
 */
@Singleton
public final class ComputeLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ComputeLoop.class);
    private static final Duration OUTAGE_BEAT = Duration.ofSeconds(3);

    /** An engine that is being shut down tells late, or not at all, what has ended. */
    private static final Duration LATE_NEWS = Duration.ofSeconds(5);

    private final Engines engines;
    private final Instance<ContainerKeeper> keepers;
    private final PlatformAddress platform;
    private final List<String> roles;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wish = lock.newCondition();
    private boolean isWished;
    private volatile boolean isEnding;
    private volatile Optional<HeddleException> outage = Optional.empty();

    /** When the engine was looked at last; nobody knows what was before the first look. */
    private Instant looked = Instant.EPOCH;

    private boolean isAfterGap = true;
    private Snapshot.Gap gap = new Snapshot.Gap(Instant.MIN, Instant.MIN);

    ComputeLoop(
            Engines engines,
            @Any Instance<ContainerKeeper> keepers,
            PlatformAddress platform,
            @ConfigProperty(name = "heddle.roles", defaultValue = "registry,serving")
                    List<String> roles) {
        this.engines = engines;
        this.keepers = keepers;
        this.platform = platform;
        this.roles = roles.stream().map(String::strip).toList();
    }

    void start(@Observes StartupEvent event) {
        if (roles.contains("registry")) {
            Thread thread = new Thread(this::run, "heddle-containers");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        isEnding = true;
        wake();
    }

    /** Looks at once, since something has changed. */
    public void wake() {
        lock.lock();
        try {
            isWished = true;
            wish.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Why the engine could not be looked at the last time; empty if it could. */
    public Optional<HeddleException> outage() {
        return outage;
    }

    private void run() {
        while (!isEnding) {
            Duration pause = engines.pace().all();
            try {
                if (keepers.stream().anyMatch(ContainerKeeper::hasWork)) {
                    look();
                } else {
                    isAfterGap = true;
                }
                outage = Optional.empty();
            } catch (RuntimeException e) {
                if (isEnding) {
                    return;
                }
                pause = OUTAGE_BEAT;
                isAfterGap = true;
                note(e);
            }
            sleep(pause);
        }
    }

    private void look() {
        // Containers that run since before a restart want to reach it, too.
        platform.url();
        Instant began = Instant.now();
        List<Container> containers = engines.engine().containers();
        if (isAfterGap) {
            gap = new Snapshot.Gap(looked.minus(LATE_NEWS), Instant.now());
            isAfterGap = false;
        }
        looked = began;
        Snapshot now = new Snapshot(containers, gap);
        for (ContainerKeeper keeper : keepers) {
            keeper.look(now);
        }
    }

    private void note(RuntimeException e) {
        if (e instanceof HeddleException known && known.code() == ErrorCode.UNAVAILABLE) {
            if (outage.isEmpty()) {
                LOG.warn("Containers cannot be looked at. problem=\"{}\"", known.getMessage());
            }
            outage = Optional.of(known);
        } else {
            LOG.error("Containers could not be looked after.", e);
        }
    }

    private void sleep(Duration pause) {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!isWished && left > 0) {
                left = wish.awaitNanos(left);
            }
            isWished = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            isEnding = true;
        } finally {
            lock.unlock();
        }
    }
}
