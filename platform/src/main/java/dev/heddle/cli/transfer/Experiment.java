package dev.heddle.cli.transfer;

import java.util.List;

/**
 * An experiment of the source.
 *
 * @param experimentId its id there
 * @param name its name
 * @param lifecycleStage {@code active} or {@code deleted}
 * @param creationTime when it was made, in milliseconds since 1970; 0 where that is not known
 * @param lastUpdateTime when it was changed
 * @param tags its tags
 */
record Experiment(
        String experimentId,
        String name,
        String lifecycleStage,
        long creationTime,
        long lastUpdateTime,
        List<Pair> tags) {
    Experiment {
        lifecycleStage = lifecycleStage == null ? "active" : lifecycleStage;
        tags = tags == null ? List.of() : List.copyOf(tags);
    }

    boolean isDeleted() {
        return lifecycleStage.equals("deleted");
    }
}
