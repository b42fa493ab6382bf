package dev.heddle.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.MlflowJson;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.TreeSet;

/** Models that clients of MLflow 2 have logged: a tag of the run lists them. */
@Singleton
final class ModelHistory {
    private static final String TAG = "mlflow.log-model.history";
    private static final List<String> NEEDED =
            List.of("artifact_path", "flavors", "utc_time_created", "run_id");

    private final TrackingDatabase database;

    ModelHistory(TrackingDatabase database) {
        this.database = database;
    }

    /** Adds a model, as JSON, to what a run has logged. */
    void add(String runId, String modelJson) {
        ObjectNode model = model(modelJson);
        database.transaction(
                handle -> {
                    long run = Runs.requireActive(handle, runId);
                    // Two clients who add at once do so one after the other.
                    handle.createQuery("select id from run where id = ? for update")
                            .bind(0, run)
                            .mapTo(Long.class)
                            .one();
                    ArrayNode models =
                            handle.createQuery(
                                            "select value from run_tag where run = ? and key = ?")
                                    .bind(0, run)
                                    .bind(1, TAG)
                                    .mapTo(String.class)
                                    .findOne()
                                    .map(ModelHistory::list)
                                    .orElseGet(() -> MlflowJson.mapper().createArrayNode());
                    models.add(model);
                    KeyValue tag = new KeyValue(TAG, models.toString());
                    LogBatch.checkTag("", tag);
                    Runs.putTags(handle, run, List.of(tag));
                    return run;
                });
    }

    private static ObjectNode model(String text) {
        JsonNode json = parse(text);
        if (!(json instanceof ObjectNode model)) {
            throw Checks.invalid("Malformed model info. It is no JSON object.");
        }
        TreeSet<String> missing = new TreeSet<>(NEEDED);
        missing.removeIf(model::has);
        if (!missing.isEmpty()) {
            throw Checks.invalid("Model json is missing mandatory fields: " + missing);
        }
        // What a flavor needs to run is in the model's own files, and makes the tag too long.
        for (JsonNode flavor : model.path("flavors")) {
            if (flavor instanceof ObjectNode settings) {
                settings.remove("config");
            }
        }
        return model;
    }

    private static ArrayNode list(String text) {
        return parse(text) instanceof ArrayNode models
                ? models
                : MlflowJson.mapper().createArrayNode();
    }

    private static JsonNode parse(String text) {
        try {
            return MlflowJson.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw Checks.invalid(
                    "Malformed model info. \n %s \n is not a valid JSON.".formatted(text));
        }
    }
}
