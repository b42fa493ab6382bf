package dev.heddle.client;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A named family of versions.
 *
 * @param name the model's name
 * @param description what it is for; empty where nobody said
 * @param latestVersion the newest version's number, from 1; 0 if it has no version
 * @param aliases version numbers by alias
 * @param createdAt when it was made
 * @param createdBy who made it
 * @param tags texts by key
 */
public record Model(
        String name,
        String description,
        int latestVersion,
        Map<String, Integer> aliases,
        Instant createdAt,
        String createdBy,
        Map<String, String> tags) {
    public Model {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(createdBy, "createdBy");
        description = description == null ? "" : description;
        aliases = aliases == null ? Map.of() : Map.copyOf(aliases);
        tags = tags == null ? Map.of() : Map.copyOf(tags);
    }
}
