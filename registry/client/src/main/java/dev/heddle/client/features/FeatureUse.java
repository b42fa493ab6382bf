package dev.heddle.client.features;

import java.util.List;
import java.util.Objects;

/**
 * A model that takes features of a view.
 *
 * @param model its name
 * @param version the newest version that does
 * @param latestVersion the newest version of all
 * @param features the features that it takes, by their names in the view
 */
public record FeatureUse(String model, int version, int latestVersion, List<String> features) {
    public FeatureUse {
        Objects.requireNonNull(model, "model");
        features = features == null ? List.of() : List.copyOf(features);
    }
}
