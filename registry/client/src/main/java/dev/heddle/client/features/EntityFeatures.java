package dev.heddle.client.features;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of an entity.
 *
 * @param view the feature view
 * @param keys the entity's keys by name
 * @param features its features by name; null for one that is absent
 * @param time since when
 * @param expiresAt when it will count no more; empty for never
 */
public record EntityFeatures(
        String view, JsonNode keys, JsonNode features, Instant time, Optional<Instant> expiresAt) {
    public EntityFeatures {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(keys, "keys");
        Objects.requireNonNull(features, "features");
        Objects.requireNonNull(time, "time");
        expiresAt = expiresAt == null ? Optional.empty() : expiresAt;
    }
}
