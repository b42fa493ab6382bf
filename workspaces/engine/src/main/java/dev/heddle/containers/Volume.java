package dev.heddle.containers;

import java.util.Map;
import java.util.Objects;

/**
 * A folder that outlives containers.
 *
 * @param name its name
 * @param labels its labels
 */
public record Volume(String name, Map<String, String> labels) {
    public Volume {
        Objects.requireNonNull(name, "name");
        labels = Map.copyOf(labels);
    }
}
