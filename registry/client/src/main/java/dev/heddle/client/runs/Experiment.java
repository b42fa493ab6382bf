package dev.heddle.client.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * An experiment: what runs belong to.
 *
 * @param id its id
 * @param name its name
 * @param createdAt when it was made
 * @param isDeleted whether it was deleted and can still be restored
 * @param tags its tags
 */
public record Experiment(
        String id, String name, Instant createdAt, boolean isDeleted, Map<String, String> tags) {
    public Experiment {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(createdAt, "createdAt");
        tags = Map.copyOf(tags);
    }

    /** An experiment as the protocol writes it. */
    static Experiment of(JsonNode experiment) {
        return new Experiment(
                experiment.path("experiment_id").asText(),
                experiment.path("name").asText(),
                Instant.ofEpochMilli(experiment.path("creation_time").asLong()),
                experiment.path("lifecycle_stage").asText().equals("deleted"),
                RecordedRun.texts(experiment.path("tags")));
    }
}
