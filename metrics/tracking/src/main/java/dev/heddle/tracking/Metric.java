package dev.heddle.tracking;

import java.util.Optional;

/**
 * A point of a metric.
 *
 * @param key the metric's name
 * @param value NaN and the infinities are values too
 * @param timestamp milliseconds since 1970
 * @param step the step of the training
 * @param modelId the logged model that it says something about
 * @param datasetName the dataset that it was measured on
 * @param datasetDigest that dataset's digest
 * @param runId the run that logged it, where that is not clear from the place
 */
record Metric(
        String key,
        double value,
        long timestamp,
        long step,
        Optional<String> modelId,
        Optional<String> datasetName,
        Optional<String> datasetDigest,
        Optional<String> runId) {
    /** A point that is about a run alone. */
    static Metric of(String key, double value, long timestamp, long step) {
        return new Metric(
                key,
                value,
                timestamp,
                step,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
