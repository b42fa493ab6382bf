package dev.heddle.tracking;

import java.util.List;

/**
 * An experiment as the protocol has it.
 *
 * @param experimentId its number, as a text
 * @param name its name
 * @param artifactLocation where its runs keep their files
 * @param lifecycleStage {@code active} or {@code deleted}
 * @param lastUpdateTime milliseconds since 1970
 * @param creationTime milliseconds since 1970
 * @param tags its tags, by key
 */
record Experiment(
        String experimentId,
        String name,
        String artifactLocation,
        String lifecycleStage,
        long lastUpdateTime,
        long creationTime,
        List<KeyValue> tags) {
    /** The word for whether something was deleted. */
    static String stage(boolean isDeleted) {
        return isDeleted ? "deleted" : "active";
    }

    boolean isActive() {
        return lifecycleStage.equals("active");
    }
}
