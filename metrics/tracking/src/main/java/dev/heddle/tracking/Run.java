package dev.heddle.tracking;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run as the protocol has it.
 *
 * @param info what the run is
 * @param data what it has logged: of each metric the latest point
 * @param inputs what it has read
 * @param outputs what it has made
 */
record Run(Info info, Data data, Inputs inputs, Outputs outputs) {
    /** What a run is. Times are milliseconds since 1970. */
    record Info(
            String runId,
            String runUuid,
            String runName,
            String experimentId,
            String userId,
            String status,
            long startTime,
            Optional<Long> endTime,
            String artifactUri,
            String lifecycleStage) {}

    /** What a run has logged. */
    record Data(List<Metric> metrics, List<KeyValue> params, List<KeyValue> tags) {}

    /** What a run has read. */
    record Inputs(List<DatasetInput> datasetInputs, List<ModelInput> modelInputs) {}

    /** What a run has made. */
    record Outputs(List<ModelOutput> modelOutputs) {}

    /** A dataset that a run has read, and what it says of that. */
    record DatasetInput(List<KeyValue> tags, Dataset dataset) {}

    /** A dataset: what it is called, what is in it, and where it came from. */
    record Dataset(
            String name,
            String digest,
            String sourceType,
            String source,
            Optional<String> schema,
            Optional<String> profile) {}

    /** A logged model that a run has used. */
    record ModelInput(String modelId) {}

    /** A logged model that a run has made, and at which step. */
    record ModelOutput(String modelId, long step) {}

    /** Tags of an input as they are kept. */
    static List<KeyValue> pairs(Map<String, String> map) {
        return map.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new KeyValue(entry.getKey(), entry.getValue()))
                .toList();
    }
}
