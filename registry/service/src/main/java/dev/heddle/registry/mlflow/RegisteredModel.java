package dev.heddle.registry.mlflow;

import java.util.List;
import java.util.Map;

/** A model in MLflow's words. */
record RegisteredModel(
        String name,
        long creationTimestamp,
        long lastUpdatedTimestamp,
        String userId,
        String description,
        List<RegisteredVersion> latestVersions,
        List<Tag> tags,
        List<Alias> aliases) {
    /** The tag that makes a model a prompt. */
    static final String PROMPT = "mlflow.prompt.is_prompt";

    /** A text by its key. */
    record Tag(String key, String value) {
        static List<Tag> of(Map<String, String> tags) {
            return tags.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(tag -> new Tag(tag.getKey(), tag.getValue()))
                    .toList();
        }
    }

    /** An alias, and the number of the version that it points to. */
    record Alias(String alias, String version) {}

    boolean isPrompt() {
        return tags.stream()
                .anyMatch(tag -> tag.key().equals(PROMPT) && tag.value().equalsIgnoreCase("true"));
    }
}
