package dev.heddle.features;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.FeatureWrite;
import dev.heddle.runtime.KnownFeatures;
import dev.heddle.streams.StreamState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The features of one stream in this process: what it has written is remembered until the store has
 * it, so that it is read by the next event. What other processes wrote before they handed over is
 * waited for.
 */
public final class StreamFeatures implements StreamState {
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

    private record Written(KnownFeatures features, int partition, long offset) {}

    @Override
    public Optional<FeatureView> view(String name) {
        return features.view(name);
    }

    @Override
    public KnownFeatures read(FeatureView view, String key) {
        awaitOthers(view);
        Place place = new Place(view.name(), key);
        Written written = own.get(place);
        if (written != null && features.hasReached(view, written.partition(), written.offset())) {
            own.remove(place, written);
            written = null;
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
                new Written(write.features(), partition, offset),
                (before, now) ->
                        new Written(
                                KnownFeatures.later(before.features(), now.features()),
                                now.partition(),
                                now.offset()));
        if (own.size() > lookAgainAt) {
            lookThrough();
        }
    }

    private synchronized void lookThrough() {
        if (own.size() <= lookAgainAt) {
            return;
        }
        own.forEach(
                (place, written) ->
                        features.view(place.view())
                                .filter(
                                        view ->
                                                features.hasReached(
                                                        view,
                                                        written.partition(),
                                                        written.offset()))
                                .ifPresent(view -> own.remove(place, written)));
        lookAgainAt = Math.max(LOOKED_THROUGH_AT, own.size() * 2);
        if (own.size() > MOST_REMEMBERED) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "%d features that were written are not in the store yet, expected at most %d"
                            .formatted(own.size(), MOST_REMEMBERED));
        }
    }

    @Override
    public void abandoned() {
        own.clear();
        takenOver();
    }
}
