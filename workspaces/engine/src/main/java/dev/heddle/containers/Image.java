package dev.heddle.containers;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An image as its engine knows it.
 *
 * @param id the engine's id of its content
 * @param references its names
 * @param labels its labels
 * @param sizeBytes how large it is; 0 if the engine does not say
 * @param createdAt when it was made
 */
public record Image(
        String id,
        List<String> references,
        Map<String, String> labels,
        long sizeBytes,
        Instant createdAt) {
    public Image {
        Objects.requireNonNull(id, "id");
        references = List.copyOf(references);
        labels = Map.copyOf(labels);
        Objects.requireNonNull(createdAt, "createdAt");
    }
}
