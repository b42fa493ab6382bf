package dev.heddle.cli.transfer;

import java.util.List;

/**
 * A registered model of the source; a prompt is one too.
 *
 * @param name its name
 * @param creationTimestamp when it was made, in milliseconds since 1970
 * @param lastUpdatedTimestamp when it was changed
 * @param description what it is for
 * @param tags its tags
 * @param aliases its aliases
 */
record RegisteredModel(
        String name,
        long creationTimestamp,
        long lastUpdatedTimestamp,
        String description,
        List<Pair> tags,
        List<Alias> aliases) {
    RegisteredModel {
        description = description == null ? "" : description;
        tags = tags == null ? List.of() : List.copyOf(tags);
        aliases = aliases == null ? List.of() : List.copyOf(aliases);
    }

    /** A movable name of a version. */
    record Alias(String alias, String version) {}

    boolean isPrompt() {
        return Pair.value(tags, "mlflow.prompt.is_prompt").equalsIgnoreCase("true");
    }
}
