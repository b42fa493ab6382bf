package dev.heddle.serving;

import dev.heddle.client.ModelVersion;
import dev.heddle.model.HeddleException;
import dev.heddle.recording.Recording;
import dev.heddle.runtime.LoadedModel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A loaded version with the threads that it may use, and a count of who uses it. It closes when the
 * last user lets go: an endpoint that serves it, or a call that runs.
 */
public final class ServedVersion {
    /** A longer body is read on a thread of the version, whatever its model takes. */
    private static final int MAX_DIRECT_BYTES = 64 << 10;

    private static final int CLOSED = Integer.MIN_VALUE / 2;

    private final ModelVersion description;
    private final CharSequence reference;
    private final LoadedModel model;
    private final RunTime runTime;
    private final VersionMetrics metrics;
    private final BatchLimits limits;
    private final Batch batch;
    private final CallQueue queue;
    private final long directLimitNanos;
    private final Vertx vertx;
    private final Runnable onClose;
    private final AtomicInteger users = new AtomicInteger(1);
    private final Map<Class<?>, Object> attachments = new ConcurrentHashMap<>();
    private final Map<String, Recording> recordings = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** A version with one user. */
    ServedVersion(
            ModelVersion description,
            LoadedModel model,
            RunTime runTime,
            VersionMetrics metrics,
            ServingConfig config,
            Vertx vertx,
            Runnable onClose) {
        this.description = description;
        this.reference = HttpHeaders.createOptimized(description.reference());
        this.model = model;
        this.runTime = runTime;
        this.metrics = metrics;
        this.vertx = vertx;
        this.onClose = onClose;
        this.limits = BatchLimits.of(config, description.reference(), description.tags());
        this.batch = new Batch(this, limits.maxBatch());
        this.queue = new CallQueue(this, limits, config);
        this.directLimitNanos = limits.maxDelayNanos() > 0 ? 0 : config.directLimit().toNanos();
        metrics.watch(queue::size);
    }

    /** What the registry says about it. */
    public ModelVersion description() {
        return description;
    }

    /** The model itself. */
    public LoadedModel model() {
        return model;
    }

    /** Its model and number, {@code churn@4}. */
    public CharSequence reference() {
        return reference;
    }

    /** What a protocol keeps with a version: made when it is first asked for. */
    public <T> T attachment(Class<T> type, Function<ServedVersion, T> make) {
        Object present = attachments.get(type);
        if (present == null) {
            present = attachments.computeIfAbsent(type, t -> make.apply(this));
        }
        return type.cast(present);
    }

    /** How many records run together at most. */
    public int maxBatch() {
        return limits.maxBatch();
    }

    /** What it has done since it was loaded. */
    public InferenceStatistics statistics() {
        return metrics.statistics();
    }

    RunTime runTime() {
        return runTime;
    }

    VersionMetrics metrics() {
        return metrics;
    }

    /** Where what calls get is recorded, by their endpoint; empty if they name a version. */
    Recording recording(String source) {
        Recording present = recordings.get(source);
        if (present == null) {
            present =
                    recordings.computeIfAbsent(
                            source, name -> metrics.recording(name, model.signature()));
        }
        return present;
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
     * Runs a call, which answers itself: at the end of this turn of the event loop together with
     * what else arrived in it, if that takes no longer than a loop may be held up; on a thread of
     * this version otherwise.
     */
    public void submit(Call call) {
        if (call.length() <= MAX_DIRECT_BYTES && !model.mayBlock()) {
            if (!call.prepare() || Turn.take(call, directLimitNanos)) {
                return;
            }
        }
        long wait = Math.max(1, (call.deadline() - System.nanoTime()) / 1_000_000);
        call.expireWith(vertx.setTimer(wait, timer -> call.expire()), vertx);
        try {
            queue.add(call);
        } catch (HeddleException e) {
            call.failed(e);
        }
    }

    /** Runs calls here and now. */
    void run(List<Call> calls) {
        batch.run(calls);
    }

    /** Completes when the version has closed. */
    CompletableFuture<Void> closed() {
        return closed;
    }

    private void close() {
        queue.close();
        try {
            model.close();
        } finally {
            recordings.values().forEach(Recording::close);
            metrics.close();
            onClose.run();
            closed.complete(null);
        }
    }
}
