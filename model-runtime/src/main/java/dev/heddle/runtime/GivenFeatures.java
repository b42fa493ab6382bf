package dev.heddle.runtime;

import dev.heddle.model.FeatureView;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The features of a test, or of a function that is tried out: in memory, and soon forgotten. */
final class GivenFeatures implements OnlineFeatures {
    private final Map<String, FeatureView> views = new HashMap<>();
    private final Map<List<String>, KnownFeatures> known = new HashMap<>();

    void define(FeatureView view) {
        views.put(view.name(), view);
    }

    /** Takes what a call has written. */
    void take(List<Emission> emissions) {
        for (Emission emission : emissions) {
            emission.features()
                    .ifPresent(
                            write ->
                                    known.merge(
                                            List.of(write.view().name(), write.key()),
                                            write.features(),
                                            KnownFeatures::later));
        }
    }

    @Override
    public Optional<FeatureView> view(String name) {
        return Optional.ofNullable(views.get(name));
    }

    @Override
    public KnownFeatures read(FeatureView view, String key) {
        KnownFeatures found = known.get(List.of(view.name(), key));
        return found == null || found.isExpired(view, Instant.now()) ? null : found;
    }

    @Override
    public boolean mayBlock() {
        return false;
    }
}
