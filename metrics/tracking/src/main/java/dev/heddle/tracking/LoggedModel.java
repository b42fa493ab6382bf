package dev.heddle.tracking;

import java.util.List;
import java.util.Optional;

/**
 * A model that a run has logged, as the protocol has it.
 *
 * @param info what it is
 * @param data what is known of it
 */
record LoggedModel(Info info, Data data) {
    /** What a logged model is. */
    record Info(
            String modelId,
            String experimentId,
            String name,
            long creationTimestampMs,
            long lastUpdatedTimestampMs,
            String artifactUri,
            String status,
            Optional<String> modelType,
            Optional<String> sourceRunId,
            Optional<String> statusMessage,
            List<KeyValue> tags) {}

    /** What is known of a logged model: its parameters, and all points of its metrics. */
    record Data(List<KeyValue> params, List<Metric> metrics) {}
}
