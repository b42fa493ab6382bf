package dev.heddle.cli.transfer;

import java.util.List;

/**
 * A version of a registered model of the source; texts are empty where there is nothing.
 *
 * @param name the model's name
 * @param version its number
 * @param creationTimestamp when it was made, in milliseconds since 1970
 * @param lastUpdatedTimestamp when it was changed
 * @param userId who made it
 * @param currentStage its stage
 * @param description what is said of it
 * @param source where its files are, or what it was made of
 * @param runId the run that it comes from
 * @param runLink where that run can be looked at
 * @param modelId the logged model that it was made of
 * @param status whether it is complete
 * @param statusMessage why it is not
 * @param tags its tags
 */
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
        String modelId,
        String status,
        String statusMessage,
        List<Pair> tags) {
    RegisteredVersion {
        userId = text(userId);
        currentStage = currentStage == null ? "None" : currentStage;
        description = text(description);
        source = text(source);
        runId = text(runId);
        runLink = text(runLink);
        modelId = text(modelId);
        status = status == null ? "READY" : status;
        statusMessage = text(statusMessage);
        tags = tags == null ? List.of() : List.copyOf(tags);
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }

    int number() {
        return Integer.parseInt(version);
    }

    /** {@code churn@3}. */
    String reference() {
        return name + "@" + version;
    }
}
