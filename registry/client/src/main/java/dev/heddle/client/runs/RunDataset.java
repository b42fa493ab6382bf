package dev.heddle.client.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.Optional;

/**
 * A dataset that a run has read.
 *
 * @param name what it is called
 * @param digest what tells its contents from others
 * @param sourceType what kind of place it came from, such as {@code local}
 * @param source where it came from, as its client wrote it
 * @param context what it was read for, such as {@code training}
 */
public record RunDataset(
        String name, String digest, String sourceType, String source, Optional<String> context) {
    public RunDataset {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(sourceType, "sourceType");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(context, "context");
    }

    /** An input of a run as the protocol writes it. */
    static RunDataset of(JsonNode input) {
        JsonNode dataset = input.path("dataset");
        return new RunDataset(
                dataset.path("name").asText(),
                dataset.path("digest").asText(),
                dataset.path("source_type").asText(),
                dataset.path("source").asText(),
                Optional.ofNullable(
                        RecordedRun.texts(input.path("tags")).get("mlflow.data.context")));
    }
}
