package dev.heddle.client;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A named family of versions.
 *
 * @param name the model's name
 * @param description what it is for; empty where nobody said
 * @param latestVersion the newest version's number, from 1
 * @param aliases version numbers by alias
 * @param createdAt when its first version was registered
 * @param createdBy who registered it
 */
public record Model(
        String name,
        String description,
        int latestVersion,
        Map<String, Integer> aliases,
        Instant createdAt,
        String createdBy) {
    public Model {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(createdBy, "createdBy");
        description = description == null ? "" : description;
        aliases = aliases == null ? Map.of() : Map.copyOf(aliases);
    }
}
