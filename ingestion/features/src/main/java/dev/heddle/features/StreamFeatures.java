package dev.heddle.features;

import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.FeatureWrite;
import dev.heddle.runtime.FeaturesAway;
import dev.heddle.runtime.KnownFeatures;
import dev.heddle.streams.StreamState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The features of one stream in this process: what it has written is remembered until the store has
 * it, so that it is read by the next event. What other processes wrote before they handed over is
 * waited for.
 */
public final class StreamFeatures implements StreamState {
    private static final Logger LOG = LoggerFactory.getLogger(StreamFeatures.class);

    /** How long a function may wait for the store to have what others have written. */
    private static final Duration TAKE_OVER = Duration.ofSeconds(30);

    private static final int MOST_REMEMBERED = 500_000;
    private static final int LOOKED_THROUGH_AT = 10_000;

    private final LiveFeatures features;
    private final Map<Place, Written> own = new ConcurrentHashMap<>();
    private final Map<String, Integer> ready = new ConcurrentHashMap<>();
    private final AtomicInteger takeOvers = new AtomicInteger();
    private volatile int lookAgainAt = LOOKED_THROUGH_AT;

    /** The features of a stream that has just begun. */
    public StreamFeatures(LiveFeatures features) {
        this.features = features;
    }

    private record Place(String view, String key) {}

    private record Written(KnownFeatures features, String topic, int partition, long offset) {}

    @Override
    public Optional<FeatureView> view(String name) {
        if (own.size() > MOST_REMEMBERED) {
            throw new FeaturesAway(
                    "%d features that were written are not in the store yet, expected at most %d"
                            .formatted(own.size(), MOST_REMEMBERED),
                    null);
        }
        try {
            return features.view(name);
        } catch (HeddleException e) {
            throw new FeaturesAway(e.getMessage(), e);
        }
    }

    @Override
    public KnownFeatures read(FeatureView view, String key) {
        try {
            return readOwn(view, key);
        } catch (HeddleException e) {
            throw e.code().category().isRetryable() ? new FeaturesAway(e.getMessage(), e) : e;
        }
    }

    private KnownFeatures readOwn(FeatureView view, String key) {
        awaitOthers(view);
        Place place = new Place(view.name(), key);
        Written written = own.get(place);
        if (written != null) {
            features.refresh(view);
            if (isOld(view, written)) {
                own.remove(place, written);
                written = null;
            }
        }
        KnownFeatures stored = features.read(view, key);
        if (written == null) {
            return stored;
        }
        KnownFeatures known =
                stored == null
                        ? written.features()
                        : KnownFeatures.later(stored, written.features());
        return known.isExpired(view, Instant.now()) ? null : known;
    }

    /** Whether the store has it, or it belongs to a topic that was removed. */
    private boolean isOld(FeatureView view, Written written) {
        return features.hasReached(view, written.partition(), written.offset())
                || !features.topic(view).isEmpty() && !written.topic().equals(features.topic(view));
    }

    private void awaitOthers(FeatureView view) {
        int now = takeOvers.get();
        if (!Integer.valueOf(now).equals(ready.get(view.name()))) {
            features.awaitEnd(view, TAKE_OVER);
            ready.put(view.name(), now);
        }
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    @Override
    public void takenOver() {
        takeOvers.incrementAndGet();
    }

    @Override
    public void written(FeatureWrite write, int partition, long offset) {
        own.merge(
                new Place(write.view().name(), write.key()),
                new Written(write.features(), features.topic(write.view()), partition, offset),
                (before, now) ->
                        before.topic().equals(now.topic())
                                ? new Written(
                                        KnownFeatures.later(before.features(), now.features()),
                                        now.topic(),
                                        now.partition(),
                                        now.offset())
                                : now);
        if (own.size() > lookAgainAt) {
            lookThrough();
        }
    }

    /** Forgets what the store has. What is sent is sent: nothing may go wrong here any more. */
    private synchronized void lookThrough() {
        if (own.size() <= lookAgainAt) {
            return;
        }
        try {
            Map<String, FeatureView> views = new HashMap<>();
            for (Place place : own.keySet()) {
                views.computeIfAbsent(place.view(), name -> features.view(name).orElse(null));
            }
            views.values().forEach(features::refresh);
            own.entrySet()
                    .removeIf(
                            one ->
                                    !views.containsKey(one.getKey().view())
                                            || isOld(
                                                    views.get(one.getKey().view()),
                                                    one.getValue()));
        } catch (HeddleException e) {
            LOG.debug("What the store has cannot be told now.", e);
        }
        lookAgainAt = Math.min(MOST_REMEMBERED, Math.max(LOOKED_THROUGH_AT, own.size() * 2));
    }

    @Override
    public void abandoned() {
        own.clear();
        takenOver();
    }
}
