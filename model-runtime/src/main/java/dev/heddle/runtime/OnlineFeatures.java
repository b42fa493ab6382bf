package dev.heddle.runtime;

import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the present features of entities are found. Safe for use by many threads. */
public interface OnlineFeatures {
    /** No views at all. */
    OnlineFeatures NONE =
            new OnlineFeatures() {
                @Override
                public Optional<FeatureView> view(String name) {
                    return Optional.empty();
                }

                @Override
                public KnownFeatures read(FeatureView view, String key) {
                    return null;
                }

                @Override
                public boolean mayBlock() {
                    return false;
                }
            };

    /** A view; the same object until its definition changes. */
    Optional<FeatureView> view(String name);

    /**
     * What is known of an entity now.
     *
     * @param view of {@link #view}
     * @param key of {@link EntityKey}
     * @return null if nothing is, or what was known is older than the view's time to live
     * @throws HeddleException with {@code NOT_READY} or {@code UNAVAILABLE} if it cannot be told
     */
    KnownFeatures read(FeatureView view, String key);

    /** The same for some entities at once, null in the place of those that nothing is known of. */
    default List<KnownFeatures> read(FeatureView view, List<String> keys) {
        List<KnownFeatures> known = new ArrayList<>(keys.size());
        keys.forEach(key -> known.add(read(view, key)));
        return known;
    }

    /** Whether a read may wait for another machine, so that an event loop must not do it. */
    boolean mayBlock();
}
