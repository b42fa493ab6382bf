package dev.heddle.cli.transfer;

import java.util.List;

/**
 * A run of the source, without the histories of its metrics.
 *
 * @param info what it is
 * @param data what it logged
 * @param inputs the datasets and models that it used
 * @param outputs the models that it made
 */
record TrackedRun(Details info, Logged data, Inputs inputs, Outputs outputs) {
    TrackedRun {
        data = data == null ? new Logged(List.of(), List.of(), List.of()) : data;
        inputs = inputs == null ? new Inputs(List.of(), List.of()) : inputs;
        outputs = outputs == null ? new Outputs(List.of()) : outputs;
    }

    /** What a run is; times in milliseconds since 1970, null where there is none. */
    record Details(
            String runId,
            String experimentId,
            String runName,
            String userId,
            String status,
            Long startTime,
            Long endTime,
            String lifecycleStage,
            String artifactUri) {
        Details {
            lifecycleStage = lifecycleStage == null ? "active" : lifecycleStage;
            status = status == null ? "FINISHED" : status;
        }
    }

    /** What a run logged; of each metric its latest point. */
    record Logged(List<Point> metrics, List<Pair> params, List<Pair> tags) {
        Logged {
            metrics = metrics == null ? List.of() : List.copyOf(metrics);
            params = params == null ? List.of() : List.copyOf(params);
            tags = tags == null ? List.of() : List.copyOf(tags);
        }
    }

    /** A dataset that a run used, and how. */
    record DatasetInput(List<Pair> tags, Dataset dataset) {
        DatasetInput {
            tags = tags == null ? List.of() : List.copyOf(tags);
        }
    }

    /** A dataset. */
    record Dataset(
            String name,
            String digest,
            String sourceType,
            String source,
            String schema,
            String profile) {}

    /** A model that a run used. */
    record ModelInput(String modelId) {}

    /** A model that a run made. */
    record ModelOutput(String modelId, long step) {}

    /** What a run used. */
    record Inputs(List<DatasetInput> datasetInputs, List<ModelInput> modelInputs) {
        Inputs {
            datasetInputs = datasetInputs == null ? List.of() : List.copyOf(datasetInputs);
            modelInputs = modelInputs == null ? List.of() : List.copyOf(modelInputs);
        }
    }

    /** What a run made. */
    record Outputs(List<ModelOutput> modelOutputs) {
        Outputs {
            modelOutputs = modelOutputs == null ? List.of() : List.copyOf(modelOutputs);
        }
    }

    String id() {
        return info.runId();
    }

    boolean isDeleted() {
        return info.lifecycleStage().equals("deleted");
    }
}
