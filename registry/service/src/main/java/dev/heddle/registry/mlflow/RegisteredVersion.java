package dev.heddle.registry.mlflow;

import dev.heddle.registry.mlflow.RegisteredModel.Tag;
import java.util.List;
import java.util.Optional;

/** A version in MLflow's words. It is always ready; why Heddle does not serve it is a message. */
record RegisteredVersion(
        String name,
        String version,
        long creationTimestamp,
        long lastUpdatedTimestamp,
        String userId,
        String currentStage,
        String description,
        String source,
        String runId,
        String runLink,
        Optional<String> modelId,
        String status,
        Optional<String> statusMessage,
        List<Tag> tags,
        List<String> aliases) {
    int number() {
        return Integer.parseInt(version);
    }
}
