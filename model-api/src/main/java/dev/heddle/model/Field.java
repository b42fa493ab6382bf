package dev.heddle.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One named field of a {@link FieldType.Struct}.
 *
 * @param name the field's name, unique in its struct, never blank
 * @param type what it holds
 * @param required whether it must be there and not null; an optional field may be left out or null
 * @param doc what it means, from {@link Doc}
 * @param feature where the platform finds it when the caller leaves it out, from {@link Feature}
 */
public record Field(
        String name,
        FieldType type,
        boolean required,
        Optional<String> doc,
        Optional<FeatureReference> feature) {
    public Field {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(doc, "doc");
        Objects.requireNonNull(feature, "feature");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a field's name must not be blank");
        }
    }

    /** A required field without further words. */
    public static Field required(String name, FieldType type) {
        return new Field(name, type, true, Optional.empty(), Optional.empty());
    }

    /** An optional field without further words. */
    public static Field optional(String name, FieldType type) {
        return new Field(name, type, false, Optional.empty(), Optional.empty());
    }

    /** Whether a caller may leave the field out. */
    public boolean mayBeLeftOut() {
        return !required || feature.isPresent();
    }

    /**
     * A feature of an entity.
     *
     * @param view the feature view
     * @param keys the input fields that hold the entity's key, in the order of the view's keys
     * @param name the feature's name in the view
     */
    public record FeatureReference(String view, List<String> keys, String name) {
        public FeatureReference {
            Objects.requireNonNull(view, "view");
            keys = List.copyOf(keys);
            Objects.requireNonNull(name, "name");
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("a feature's entity has a key at least");
            }
        }
    }
}
