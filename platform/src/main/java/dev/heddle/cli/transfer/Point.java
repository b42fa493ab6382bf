package dev.heddle.cli.transfer;

/**
 * A value of a metric.
 *
 * @param key the metric's name
 * @param value the value
 * @param timestamp when it was measured, in milliseconds since 1970
 * @param step its step
 * @param runId the run that it was logged to; null where that is clear
 * @param modelId the logged model that it also says something of; null for none
 * @param datasetName the dataset that it was measured on; null for none
 * @param datasetDigest the dataset's digest; null for none
 */
record Point(
        String key,
        double value,
        long timestamp,
        long step,
        String runId,
        String modelId,
        String datasetName,
        String datasetDigest) {
    /** A point of a run alone. */
    static Point of(String key, double value, long timestamp, long step) {
        return new Point(key, value, timestamp, step, null, null, null, null);
    }

    /** The same, said of a model on a dataset. */
    Point of(Point ofModel, String targetModelId) {
        return new Point(
                key,
                value,
                timestamp,
                step,
                null,
                targetModelId,
                ofModel.datasetName(),
                ofModel.datasetDigest());
    }
}
