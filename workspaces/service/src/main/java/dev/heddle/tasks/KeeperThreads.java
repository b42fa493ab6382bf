package dev.heddle.tasks;

import dev.heddle.client.DaemonThreads;
import dev.heddle.compute.ComputeLoop;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what takes long with containers, one thing at a time with each. What fails is left alone for
 * a while, and the next look begins it anew.
 */
@Singleton
class KeeperThreads {
    private static final Logger LOG = LoggerFactory.getLogger(KeeperThreads.class);
    private static final int LAUNCHES = 8;
    private static final int STOPS = 16;
    private static final int ENDS = 8;
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final ComputeLoop loop;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> postponed = new ConcurrentHashMap<>();
    private final ExecutorService launches = pool("heddle-task-launch", LAUNCHES);
    private final ExecutorService stops = pool("heddle-task-stop", STOPS);
    private final ExecutorService ends = pool("heddle-task-end", ENDS);

    KeeperThreads(ComputeLoop loop) {
        this.loop = loop;
    }

    private static ExecutorService pool(String name, int threads) {
        return Executors.newFixedThreadPool(threads, new DaemonThreads(name));
    }

    void close(@Observes ShutdownEvent event) {
        launches.shutdownNow();
        stops.shutdownNow();
        ends.shutdownNow();
    }

    /** Whether something is done with a container, or has just failed. */
    boolean isBusy(String container) {
        Instant until = postponed.get(container);
        if (until != null && Instant.now().isBefore(until)) {
            return true;
        }
        postponed.remove(container);
        return busy.contains(container);
    }

    /** Whether nothing is done, and nothing has just failed. */
    boolean areIdle() {
        Instant now = Instant.now();
        postponed.values().removeIf(until -> !now.isBefore(until));
        return busy.isEmpty() && postponed.isEmpty();
    }

    /** The containers that something is done with. */
    Set<String> busy() {
        return Set.copyOf(busy);
    }

    void launch(String container, Runnable work) {
        begin(launches, container, work);
    }

    void stop(String container, Runnable work) {
        begin(stops, container, work);
    }

    void end(String container, Runnable work) {
        begin(ends, container, work);
    }

    private void begin(ExecutorService pool, String container, Runnable work) {
        if (!busy.add(container)) {
            return;
        }
        try {
            pool.execute(() -> work(pool, container, work));
        } catch (RejectedExecutionException e) {
            // The process ends; the next one goes on.
            busy.remove(container);
        }
    }

    private void work(ExecutorService pool, String container, Runnable work) {
        try {
            work.run();
            loop.wake();
        } catch (RuntimeException e) {
            postponed.put(container, Instant.now().plus(PAUSE));
            if (pool.isShutdown()) {
                return;
            }
            if (e instanceof HeddleException known && known.code() == ErrorCode.UNAVAILABLE) {
                LOG.debug("A container could not be looked after. container={}", container, e);
            } else {
                LOG.error("A container could not be looked after. container={}", container, e);
            }
        } finally {
            busy.remove(container);
        }
    }
}
