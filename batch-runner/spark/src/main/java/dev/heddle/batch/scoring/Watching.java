package dev.heddle.batch.scoring;

import java.util.Objects;

/**
 * What is kept of the rows of a job beside its results.
 *
 * @param log what share of them is logged, and where
 * @param isProfiled whether a profile is made of them
 */
public record Watching(InferenceLog log, boolean isProfiled) {
    /** Nothing. */
    public static final Watching NONE = new Watching(InferenceLog.NONE, false);

    public Watching {
        Objects.requireNonNull(log, "log");
    }
}
