package dev.heddle.serving;

import dev.heddle.client.ModelVersion;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.LoadedModel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A loaded version with the threads that it may use, and a count of who uses it. It closes when the
 * last user lets go: an endpoint that serves it, or a call that runs.
 */
final class ServedVersion {
    private static final int CLOSED = Integer.MIN_VALUE / 2;

    private final ModelVersion description;
    private final LoadedModel model;
    private final RunTime runTime;
    private final VersionMetrics metrics;
    private final ThreadPoolExecutor executor;
    private final Runnable onClose;
    private final AtomicInteger users = new AtomicInteger(1);
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** A version with one user. */
    ServedVersion(
            ModelVersion description,
            LoadedModel model,
            RunTime runTime,
            VersionMetrics metrics,
            ServingConfig config,
            Runnable onClose) {
        this.description = description;
        this.model = model;
        this.runTime = runTime;
        this.metrics = metrics;
        this.onClose = onClose;
        String name = "heddle-" + description.reference();
        this.executor =
                new ThreadPoolExecutor(
                        config.concurrency(),
                        config.concurrency(),
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(config.queue()),
                        task -> {
                            Thread thread = new Thread(task, name);
                            thread.setDaemon(true);
                            return thread;
                        });
        this.executor.allowCoreThreadTimeOut(true);
    }

    ModelVersion description() {
        return description;
    }

    LoadedModel model() {
        return model;
    }

    RunTime runTime() {
        return runTime;
    }

    VersionMetrics metrics() {
        return metrics;
    }

    /** Becomes a user; false if the version has closed meanwhile, and another is served. */
    boolean acquire() {
        if (users.incrementAndGet() > 1) {
            return true;
        }
        users.decrementAndGet();
        return false;
    }

    /** Stops being a user. The last one closes the version, on a thread of its own. */
    void release() {
        if (users.decrementAndGet() == 0 && users.compareAndSet(0, CLOSED)) {
            Thread thread = new Thread(this::close, "heddle-close-" + description.reference());
            thread.setDaemon(true);
            thread.start();
        }
    }

    /**
     * Runs a call on a thread of this version.
     *
     * @throws HeddleException with {@code OVERLOADED} if too many are waiting
     */
    void execute(Runnable call) {
        try {
            executor.execute(call);
        } catch (RejectedExecutionException e) {
            throw new HeddleException(
                    ErrorCode.OVERLOADED,
                    "%s has %d calls waiting; try again a little later"
                            .formatted(description.reference(), executor.getQueue().size()),
                    e);
        }
    }

    /** Completes when the version has closed. */
    CompletableFuture<Void> closed() {
        return closed;
    }

    private void close() {
        ExecutorService threads = executor;
        threads.shutdown();
        try {
            // No call is left: the threads end at once.
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            model.close();
        } finally {
            metrics.close();
            onClose.run();
            closed.complete(null);
        }
    }
}
