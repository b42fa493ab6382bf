package dev.heddle.streams;

import dev.heddle.model.FeatureView;
import dev.heddle.runtime.FeatureWrite;
import dev.heddle.runtime.KnownFeatures;
import java.util.Optional;

/** {@link StreamState#NONE}. */
final class NoState implements StreamState {
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

    @Override
    public void takenOver() {}

    @Override
    public void written(FeatureWrite write, int partition, long offset) {}

    @Override
    public void abandoned() {}
}
