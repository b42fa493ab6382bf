package dev.heddle.compute;

import dev.heddle.client.DaemonThreads;
import dev.heddle.client.workspaces.ResourceSample;
import dev.heddle.compute.UsageRows.Of;
import dev.heddle.containers.Usage;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every few seconds what the containers use that run, copies what they have printed, and keeps
 * samples of both. Keepers say which containers there are.
 */
@Singleton
public final class UsageSampler {
    private static final Logger LOG = LoggerFactory.getLogger(UsageSampler.class);
    private static final long EVERY_SECONDS = 10;

    /** When one is asked that has just begun: many do not live for long. */
    private static final long[] EARLY_SECONDS = {1, 2, 4, 7};

    private final Engines engines;
    private final UsageRows rows;
    private final LogCopies logs;
    private final ContainersConfig config;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("heddle-container-usage"));

    UsageSampler(Engines engines, UsageRows rows, LogCopies logs, ContainersConfig config) {
        this.engines = engines;
        this.rows = rows;
        this.logs = logs;
        this.config = config;
    }

    /** A container that runs: what its samples are of, and what it used when it was asked last. */
    private static final class Watched {
        private final String subject;
        private Optional<Usage> last = Optional.empty();
        private long peakMemory;

        Watched(String subject) {
            this.subject = subject;
        }
    }

    /**
     * What a container was seen to use.
     *
     * @param peakMemoryBytes the most memory
     * @param cpuSeconds processor time
     */
    public record Seen(long peakMemoryBytes, double cpuSeconds) {}

    void start(@Observes StartupEvent event) {
        clock.scheduleWithFixedDelay(this::sample, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        clock.scheduleWithFixedDelay(this::forget, 1, 60, TimeUnit.MINUTES);
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }

    /** Samples a container from now on, as one of something's; nothing changes if it is already. */
    public void watch(String container, String subject) {
        boolean isNew = watched.putIfAbsent(container, new Watched(subject)) == null;
        if (isNew && !clock.isShutdown()) {
            for (long seconds : EARLY_SECONDS) {
                clock.schedule(() -> measure(container), seconds, TimeUnit.SECONDS);
            }
        }
    }

    /** Samples it no more; what it was seen to use since this process watches it. */
    public Optional<Seen> unwatch(String container) {
        Watched ended = watched.remove(container);
        return ended == null ? Optional.empty() : seen(ended);
    }

    /** What a container was seen to use by now. */
    public Optional<Seen> seen(String container) {
        Watched now = watched.get(container);
        return now == null ? Optional.empty() : seen(now);
    }

    private static Optional<Seen> seen(Watched one) {
        synchronized (one) {
            return one.last.map(
                    usage -> new Seen(one.peakMemory, usage.cpuTime().toMillis() / 1_000.0));
        }
    }

    private void sample() {
        try {
            List<Of> samples =
                    watched.entrySet().stream()
                            .map(each -> sample(each.getKey(), each.getValue()))
                            .flatMap(Optional::stream)
                            .toList();
            if (!samples.isEmpty()) {
                rows.add(samples);
            }
        } catch (RuntimeException e) {
            LOG.debug("What containers use could not be kept.", e);
        }
    }

    private Optional<Of> sample(String container, Watched one) {
        try {
            logs.copy(container);
            return measure(container, one).map(sample -> new Of(one.subject, sample));
        } catch (RuntimeException e) {
            LOG.debug("A container could not be asked what it uses. container={}", container, e);
            return Optional.empty();
        }
    }

    /** Forgets the samples of something that is no more. */
    public void forget(String subject) {
        rows.remove(subject);
    }

    /** Asks a container at once, so that short ones are seen, too. */
    public void measure(String container) {
        Watched one = watched.get(container);
        if (one != null) {
            sample(container, one).ifPresent(of -> rows.add(List.of(of)));
        }
    }

    private Optional<ResourceSample> measure(String container, Watched one) {
        Optional<Usage> asked = engines.engine().usage(container);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        Usage now = asked.get();
        synchronized (one) {
            Optional<Usage> before = one.last;
            one.last = asked;
            one.peakMemory = Math.max(one.peakMemory, now.memoryBytes());
            double cpus =
                    before.map(
                                    last ->
                                            (double) now.cpuTime().minus(last.cpuTime()).toNanos()
                                                    / Math.max(
                                                            1,
                                                            Duration.between(last.at(), now.at())
                                                                    .toNanos()))
                            .orElse(0.0);
            return Optional.of(
                    new ResourceSample(
                            now.at(),
                            Math.max(0, cpus),
                            now.memoryBytes(),
                            now.receivedBytes(),
                            now.sentBytes(),
                            now.processes()));
        }
    }

    private void forget() {
        try {
            rows.removeBefore(Instant.now().minus(config.usageRetention()));
        } catch (RuntimeException e) {
            LOG.warn("Old samples of what containers used could not be removed.", e);
        }
    }
}
