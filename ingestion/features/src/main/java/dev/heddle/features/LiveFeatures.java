package dev.heddle.features;

import dev.heddle.client.features.FeatureRegistry;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.KnownFeatures;
import dev.heddle.runtime.OnlineFeatures;
import dev.heddle.streams.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feature views of this process: their definitions as the registry has them, and the present
 * features of entities, kept up to date by following their topics. Nothing is opened before there
 * is a view. Safe for use by many threads.
 */
public final class LiveFeatures implements OnlineFeatures, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveFeatures.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SETTLING = Duration.ofMillis(500);

    private final FeatureRegistry registry;
    private final FeatureFollower follower;
    private final boolean mayBlock;
    private final Thread thread = new Thread(this::watch, "heddle-feature-views");
    private volatile Map<String, FeatureView> views;
    private volatile boolean isClosed;

    /**
     * Features of a process; nothing happens before {@link #start}.
     *
     * @param registry knows the views
     * @param kafka where the brokers are
     * @param stores opens the store, which is closed with this
     * @param isShared whether that store is on another machine
     * @param writes whether functions of this process write features, so that it also sees to it
     *     that their topics keep what counts
     */
    public LiveFeatures(
            FeatureRegistry registry,
            Supplier<KafkaSettings> kafka,
            Supplier<OnlineStore> stores,
            boolean isShared,
            boolean writes) {
        this.registry = registry;
        this.mayBlock = isShared;
        this.follower = new FeatureFollower(kafka, stores, this::known, writes);
        thread.setDaemon(true);
    }

    /** Begins to look for views. */
    public void start() {
        thread.start();
        follower.start();
    }

    private void watch() {
        boolean isAway = false;
        while (!isClosed) {
            try {
                look();
                isAway = false;
            } catch (RuntimeException e) {
                if (!isAway && !isClosed) {
                    LOG.warn("The feature views cannot be asked for, and are tried again.", e);
                }
                isAway = true;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Takes over the views as the registry has them now. */
    public synchronized void look() {
        Map<String, FeatureView> before = known();
        Map<String, FeatureView> now = new HashMap<>();
        for (FeatureView view : registry.views()) {
            FeatureView same = before.get(view.name());
            now.put(view.name(), view.equals(same) ? same : view);
        }
        views = Map.copyOf(now);
    }

    /** The views that are known now. */
    public Collection<FeatureView> views() {
        return known().values();
    }

    private Map<String, FeatureView> known() {
        Map<String, FeatureView> present = views;
        return present == null ? Map.of() : present;
    }

    @Override
    public Optional<FeatureView> view(String name) {
        Map<String, FeatureView> present = views;
        if (present == null) {
            throw new HeddleException(
                    ErrorCode.NOT_READY,
                    "feature view '%s' cannot be used yet: the registry has not answered"
                            .formatted(name));
        }
        return Optional.ofNullable(present.get(name));
    }

    @Override
    public KnownFeatures read(FeatureView view, String key) {
        return fresh(view, store(view).read(view, key), Instant.now());
    }

    @Override
    public List<KnownFeatures> read(FeatureView view, List<String> keys) {
        Instant now = Instant.now();
        List<KnownFeatures> known = new ArrayList<>(keys.size());
        for (KnownFeatures one : store(view).read(view, keys)) {
            known.add(fresh(view, one, now));
        }
        return known;
    }

    private static KnownFeatures fresh(FeatureView view, KnownFeatures known, Instant now) {
        return known == null || known.isExpired(view, now) ? null : known;
    }

    private OnlineStore store(FeatureView view) {
        followed(view);
        return follower.store();
    }

    private Followed followed(FeatureView view) {
        Followed one = follower.find(view.name());
        if (one == null) {
            throw notReady(view, follower.problem(view.name()));
        }
        if (!one.isReady()) {
            throw notReady(view, one.missing() + " writes are still to be read");
        }
        if (one.view() != view && !one.view().incompatibilitiesOf(view).isEmpty()) {
            throw notReady(view, "it was defined anew");
        }
        return one;
    }

    private static HeddleException notReady(FeatureView view, String reason) {
        return new HeddleException(
                ErrorCode.NOT_READY,
                "feature view '%s' is not ready: %s".formatted(view.name(), reason));
    }

    @Override
    public boolean mayBlock() {
        return mayBlock;
    }

    /** The id of the topic that a view is followed on; empty if it is not, or that is not known. */
    String topic(FeatureView view) {
        Followed one = follower.find(view.name());
        return one == null ? "" : one.topic().id();
    }

    /** Takes over how far all processes have come, where they share a store. */
    void refresh(FeatureView view) {
        Followed one = follower.find(view.name());
        if (mayBlock && one != null) {
            one.refresh();
        }
    }

    /** Whether an event of a view's topic is in the store, as far as is known here. */
    boolean hasReached(FeatureView view, int partition, long offset) {
        Followed one = follower.find(view.name());
        return one != null && one.place(partition) > offset;
    }

    /**
     * Waits until all that is committed in a view's topic now is in the store.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if that takes longer than the limit
     */
    void awaitEnd(FeatureView view, Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        // Without its topic, as it is while the brokers are away, nobody knows where the end is.
        while (topic(view).isEmpty() || follower.topics() == null) {
            pauseUntil(view, until);
        }
        Followed one = follower.find(view.name());
        Map<Integer, Long> ends = settledEnds(view, one.topic().partitions());
        while (!ends.entrySet().stream()
                .allMatch(end -> hasReached(view, end.getKey(), end.getValue() - 1))) {
            pauseUntil(view, until);
            refresh(view);
        }
    }

    /**
     * Where what is committed ends. A transaction is decided a moment before all its partitions say
     * so: what is open now is waited for, but not long, since it may be one that has just begun.
     */
    private Map<Integer, Long> settledEnds(FeatureView view, int partitions) {
        Map<Integer, Long> written = follower.topics().written(view, partitions);
        long until = System.nanoTime() + SETTLING.toNanos();
        while (true) {
            Map<Integer, Long> ends = follower.topics().ends(view, partitions);
            boolean isSettled =
                    written.entrySet().stream()
                            .allMatch(end -> ends.getOrDefault(end.getKey(), 0L) >= end.getValue());
            if (isSettled || System.nanoTime() - until > 0) {
                return ends;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private void pauseUntil(FeatureView view, long until) {
        if (System.nanoTime() - until > 0) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "feature view '%s' lags behind its topic: %s"
                            .formatted(view.name(), follower.problem(view.name())));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(mayBlock ? 5 : 1));
    }

    /** Waits for a view that was just defined, for so long at most; whether it can be read. */
    public boolean awaitReady(FeatureView view, Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        while (!progress(view).ready() && System.nanoTime() < until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return progress(view).ready();
    }

    /** How this process does with a view. */
    public ViewProgress progress(FeatureView view) {
        Followed one = follower.find(view.name());
        return one == null
                ? new ViewProgress(
                        false,
                        0,
                        0,
                        Optional.empty(),
                        0,
                        0,
                        Optional.of(follower.problem(view.name())))
                : new ViewProgress(
                        one.isReady(),
                        one.writes(),
                        one.behind(),
                        one.newest(),
                        one.tooLate(),
                        one.unreadable(),
                        follower.failure().or(() -> Optional.ofNullable(one.lastError())));
    }

    /**
     * How a process does with a view.
     *
     * @param ready whether features can be read
     * @param writes how many events of its topic it has read, since there is the topic
     * @param behind how many it has still to read
     * @param newest when the view was written to last; empty for never, and if that is not known
     * @param late how many came after something later, since it was started
     * @param unreadable how many events of the topic were none of the view, since it was started
     * @param problem what is wrong; empty if nothing is
     */
    public record ViewProgress(
            boolean ready,
            long writes,
            long behind,
            Optional<Instant> newest,
            long late,
            long unreadable,
            Optional<String> problem) {}

    /** Why features cannot be read yet, at once; empty if all can that there are. */
    public Optional<String> problem() {
        Map<String, FeatureView> present = views;
        if (present == null) {
            return Optional.of("the feature views are not known yet");
        }
        for (FeatureView view : present.values()) {
            Followed one = follower.find(view.name());
            if (one == null || !one.isReady()) {
                return Optional.of("feature view '%s' is still being read".formatted(view.name()));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
        follower.close();
    }
}
