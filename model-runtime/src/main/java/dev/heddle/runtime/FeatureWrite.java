package dev.heddle.runtime;

import dev.heddle.model.FeatureView;
import java.util.Objects;

/**
 * Features of an entity that a function has written.
 *
 * @param view where they belong
 * @param key of {@link EntityKey}
 * @param features what was written
 */
public record FeatureWrite(FeatureView view, String key, KnownFeatures features) {
    public FeatureWrite {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(features, "features");
    }
}
