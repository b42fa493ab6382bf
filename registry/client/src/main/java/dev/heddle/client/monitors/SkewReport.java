package dev.heddle.client.monitors;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What the newest comparison of a version's logged features with their tables found.
 *
 * @param model the model's name
 * @param version the version's number
 * @param job the job that compared
 * @param at when it ended
 * @param threshold the share of differing records that is too much
 * @param features each feature that was compared
 */
public record SkewReport(
        String model,
        int version,
        String job,
        Instant at,
        double threshold,
        List<FeatureSkew> features) {
    public SkewReport {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(at, "at");
        features = features == null ? List.of() : List.copyOf(features);
    }
}
