package dev.heddle.cli.transfer;

import java.util.List;

/**
 * A logged model of the source.
 *
 * @param info what it is
 * @param data its parameters, and its metrics with the runs that logged them
 */
record LoggedModel(Details info, Logged data) {
    LoggedModel {
        data = data == null ? new Logged(List.of(), List.of()) : data;
    }

    /** What a model is; times in milliseconds since 1970. */
    record Details(
            String modelId,
            String experimentId,
            String name,
            long creationTimestampMs,
            long lastUpdatedTimestampMs,
            String artifactUri,
            String status,
            String sourceRunId,
            String modelType,
            String statusMessage,
            List<Pair> tags) {
        Details {
            tags = tags == null ? List.of() : List.copyOf(tags);
        }
    }

    /** What is known of a model. */
    record Logged(List<Pair> params, List<Point> metrics) {
        Logged {
            params = params == null ? List.of() : List.copyOf(params);
            metrics = metrics == null ? List.of() : List.copyOf(metrics);
        }
    }

    String id() {
        return info.modelId();
    }
}
