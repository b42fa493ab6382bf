package dev.heddle.client.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A run as the platform keeps it.
 *
 * @param id its id
 * @param experimentId the experiment that it belongs to
 * @param name its name
 * @param status where it is
 * @param user who started it
 * @param startedAt when it began
 * @param endedAt when it ended
 * @param isDeleted whether it was deleted and can still be restored
 * @param artifactUri where its files are
 * @param parameters its parameters
 * @param metrics the latest value of each metric
 * @param tags its tags
 * @param datasets what it has read
 */
public record RecordedRun(
        String id,
        String experimentId,
        String name,
        RunStatus status,
        String user,
        Instant startedAt,
        Optional<Instant> endedAt,
        boolean isDeleted,
        String artifactUri,
        Map<String, String> parameters,
        Map<String, Double> metrics,
        Map<String, String> tags,
        List<RunDataset> datasets) {
    public RecordedRun {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(experimentId, "experimentId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(endedAt, "endedAt");
        parameters = Map.copyOf(parameters);
        metrics = Map.copyOf(metrics);
        tags = Map.copyOf(tags);
        datasets = List.copyOf(datasets);
    }

    /** A run as the protocol writes it. */
    static RecordedRun of(JsonNode run) {
        JsonNode info = run.path("info");
        JsonNode data = run.path("data");
        long end = info.path("end_time").asLong();
        Map<String, Double> metrics = new HashMap<>();
        for (JsonNode metric : data.path("metrics")) {
            metrics.put(metric.path("key").asText(), metric.path("value").asDouble());
        }
        return new RecordedRun(
                info.path("run_id").asText(),
                info.path("experiment_id").asText(),
                info.path("run_name").asText(),
                RunStatus.valueOf(info.path("status").asText("RUNNING")),
                info.path("user_id").asText(),
                Instant.ofEpochMilli(info.path("start_time").asLong()),
                end == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(end)),
                info.path("lifecycle_stage").asText().equals("deleted"),
                info.path("artifact_uri").asText(),
                texts(data.path("params")),
                metrics,
                texts(data.path("tags")),
                StreamSupport.stream(run.path("inputs").path("dataset_inputs").spliterator(), false)
                        .map(RunDataset::of)
                        .toList());
    }

    static Map<String, String> texts(JsonNode pairs) {
        Map<String, String> texts = new HashMap<>();
        for (JsonNode pair : pairs) {
            texts.put(pair.path("key").asText(), pair.path("value").asText());
        }
        return texts;
    }
}
