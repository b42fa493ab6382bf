package dev.heddle.metrics;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.MlflowJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one request logs: points, parameters and tags. It is read token by token, since a training
 * that logs much sends many of them.
 *
 * @param runId the run
 * @param points points of metrics
 * @param parameters parameters, each name once
 * @param tags tags
 */
record LogBatch(String runId, Points points, List<KeyValue> parameters, List<KeyValue> tags) {
    static final int MAX_BYTES = 1_000_000;
    private static final int MAX_METRICS = 1_000;
    private static final int MAX_OTHERS = 100;
    private static final String SEE =
            " See the API docs for more information about request parameters.";

    /**
     * Reads a request.
     *
     * @throws dev.heddle.model.HeddleException with {@code INVALID_REQUEST} for what is not allowed
     */
    static LogBatch read(byte[] body) {
        if (body.length > MAX_BYTES) {
            throw Checks.invalid(
                    "Batched logging API requests must be at most %d bytes, got a request of size %d."
                            .formatted(MAX_BYTES, body.length));
        }
        try (JsonParser json = MlflowJson.mapper().getFactory().createParser(body)) {
            return new Reader(json).batch();
        } catch (JsonProcessingException e) {
            throw Checks.invalid(
                    "The request's body is no JSON: line %d, column %d"
                            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw Checks.invalid("The request's body cannot be read");
        }
    }

    /** Checks what is not about metrics, in the order that MLflow does. */
    private LogBatch checked() {
        for (int i = 0; i < parameters.size(); i++) {
            checkParameter("params[" + i + "].key", parameters.get(i));
        }
        for (int i = 0; i < tags.size(); i++) {
            checkTag("tags[" + i + "].", tags.get(i));
        }
        limit("metrics", MAX_METRICS, points.size());
        limit("params", MAX_OTHERS, parameters.size());
        limit("tags", MAX_OTHERS, tags.size());
        limit(
                "metrics, params, and tags",
                MAX_METRICS,
                points.size() + parameters.size() + tags.size());
        Set<String> keys = new HashSet<>();
        List<String> twice =
                parameters.stream()
                        .map(KeyValue::key)
                        .filter(key -> !keys.add(key))
                        .map(key -> "'" + key + "'")
                        .toList();
        if (!twice.isEmpty()) {
            throw Checks.invalid(
                    ("Duplicate parameter keys have been submitted: %s. Please ensure the request"
                                    + " contains only one param value per param key.")
                            .formatted(twice));
        }
        return this;
    }

    /** Checks a parameter. */
    static void checkParameter(String path, KeyValue parameter) {
        Checks.key(path, parameter.key());
        Checks.length("Param key", Checks.MAX_KEY, parameter.key());
        Checks.length("Param value", Checks.MAX_PARAMETER, parameter.value());
    }

    /** Checks a tag of a run; {@code path} is what its fields' names follow on. */
    static void checkTag(String path, KeyValue tag) {
        Checks.key(path + "key", tag.key());
        Checks.length(path + "key", Checks.MAX_KEY, tag.key());
        Checks.length(path + "value", Checks.MAX_TAG, tag.value());
    }

    private static void limit(String what, int limit, int count) {
        if (count > limit) {
            throw Checks.invalid(
                    ("A batch logging request can contain at most %d %s. Got %d %s. Please split up"
                                    + " %s across multiple requests and try again.")
                            .formatted(limit, what, count, what, what));
        }
    }

    /** Reads the tokens of one request. */
    private static final class Reader {
        private final JsonParser json;

        Reader(JsonParser json) {
            this.json = json;
        }

        LogBatch batch() throws IOException {
            String runId = "";
            Points points = new Points();
            List<KeyValue> parameters = new ArrayList<>();
            List<KeyValue> tags = new ArrayList<>();
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw Checks.invalid("The request's body is no JSON object.");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "run_id" -> runId = text("run_id");
                    case "metrics" -> list(field, path -> points.add(path, metric(path)));
                    case "params" -> list(field, path -> parameters.add(pair(path)));
                    case "tags" -> list(field, path -> tags.add(pair(path)));
                    default -> json.skipChildren();
                }
            }
            if (runId.isEmpty()) {
                throw missing("run_id");
            }
            return new LogBatch(runId, points, parameters, tags).checked();
        }

        private interface Item {
            void read(String path) throws IOException;
        }

        private void list(String field, Item item) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                return;
            }
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw wrong(field);
            }
            int count = 0;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.START_OBJECT) {
                    throw wrong(field);
                }
                item.read(field + "[" + count++ + "]");
            }
        }

        private Metric metric(String path) throws IOException {
            String key = null;
            Double value = null;
            Long timestamp = null;
            long step = 0;
            Optional<String> model = Optional.empty();
            Optional<String> dataset = Optional.empty();
            Optional<String> digest = Optional.empty();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                if (json.nextToken() == JsonToken.VALUE_NULL) {
                    continue;
                }
                switch (field) {
                    case "key" -> key = text(path + ".key");
                    case "value" -> value = number(path + ".value");
                    case "timestamp" -> timestamp = integer(path + ".timestamp");
                    case "step" -> step = integer(path + ".step");
                    case "model_id" -> model = optional(path + ".model_id");
                    case "dataset_name" -> dataset = optional(path + ".dataset_name");
                    case "dataset_digest" -> digest = optional(path + ".dataset_digest");
                    default -> json.skipChildren();
                }
            }
            if (key == null || key.isEmpty()) {
                throw missing(path + ".key");
            }
            if (value == null) {
                throw missing(path + ".value");
            }
            if (timestamp == null) {
                throw missing(path + ".timestamp");
            }
            return new Metric(
                    key, value, timestamp, step, model, dataset, digest, Optional.empty());
        }

        private KeyValue pair(String path) throws IOException {
            String key = "";
            String value = "";
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                if (json.nextToken() == JsonToken.VALUE_NULL) {
                    continue;
                }
                switch (field) {
                    case "key" -> key = text(path + ".key");
                    case "value" -> value = text(path + ".value");
                    default -> json.skipChildren();
                }
            }
            if (key.isEmpty()) {
                throw missing(path + ".key");
            }
            return new KeyValue(key, value);
        }

        private Optional<String> optional(String path) throws IOException {
            return Optional.of(text(path)).filter(text -> !text.isEmpty());
        }

        private String text(String path) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                return "";
            }
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw wrong(path);
            }
            return json.getText();
        }

        private double number(String path) throws IOException {
            JsonToken token = json.currentToken();
            if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
                return json.getDoubleValue();
            }
            if (token == JsonToken.VALUE_STRING) {
                try {
                    return Double.parseDouble(json.getText());
                } catch (NumberFormatException e) {
                    throw wrong(path);
                }
            }
            throw wrong(path);
        }

        private long integer(String path) throws IOException {
            JsonToken token = json.currentToken();
            try {
                if (token == JsonToken.VALUE_NUMBER_INT) {
                    return json.getLongValue();
                }
                if (token == JsonToken.VALUE_STRING) {
                    return Long.parseLong(json.getText());
                }
                if (token == JsonToken.VALUE_NUMBER_FLOAT
                        && json.getDoubleValue() == Math.rint(json.getDoubleValue())) {
                    return (long) json.getDoubleValue();
                }
            } catch (NumberFormatException
                    | com.fasterxml.jackson.core.exc.InputCoercionException e) {
                throw wrong(path);
            }
            throw wrong(path);
        }

        private dev.heddle.model.HeddleException wrong(String path) throws IOException {
            String found = json.currentToken().isStructStart() ? "…" : json.getText();
            return Checks.invalid(
                    "Invalid value %s for parameter '%s' supplied:  Hint: Value was of type '%s'.%s"
                            .formatted(
                                    Checks.quoted(found),
                                    path,
                                    json.currentToken().name().toLowerCase(java.util.Locale.ROOT),
                                    SEE));
        }

        private static dev.heddle.model.HeddleException missing(String path) {
            return Checks.invalid("Missing value for required parameter '" + path + "'." + SEE);
        }
    }
}
