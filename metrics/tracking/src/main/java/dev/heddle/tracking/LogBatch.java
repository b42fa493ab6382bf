package dev.heddle.tracking;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.MlflowJson;
import dev.heddle.model.HeddleException;
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
    }

    /** Checks a tag of a run; {@code path} is what its fields' names follow on. */
    static void checkTag(String path, KeyValue tag) {
        Checks.key(path + "key", tag.key());
        Checks.length(path + "key", Checks.MAX_KEY, tag.key());
    }

    private static void limit(String what, int limit, int count) {
        if (count > limit) {
            throw Checks.invalid(
                    ("A batch logging request can contain at most %d %s. Got %d %s. Please split up"
                                    + " %s across multiple requests and try again.")
                            .formatted(limit, what, count, what, what));
        }
    }

    /** Reads the tokens of one request. Where it is, is put into words only if it is wrong. */
    private static final class Reader {
        private final JsonParser json;
        private String list = "";
        private int place;

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
                    case "run_id" -> runId = text();
                    case "metrics" -> list(field, () -> points.add(place, metric()));
                    case "params" -> list(field, () -> parameters.add(pair(Checks.MAX_PARAMETER)));
                    case "tags" -> list(field, () -> tags.add(pair(Checks.MAX_TAG)));
                    default -> json.skipChildren();
                }
            }
            if (runId.isEmpty()) {
                throw missing("run_id");
            }
            return new LogBatch(runId, points, parameters, tags).checked();
        }

        private interface Item {
            void read() throws IOException;
        }

        private void list(String field, Item item) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                return;
            }
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw wrong();
            }
            list = field;
            for (place = 0; json.nextToken() != JsonToken.END_ARRAY; place++) {
                if (json.currentToken() != JsonToken.START_OBJECT) {
                    throw wrong();
                }
                item.read();
            }
            list = "";
        }

        private Metric metric() throws IOException {
            String key = "";
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
                    case "key" -> key = text();
                    case "value" -> value = number();
                    case "timestamp" -> timestamp = integer();
                    case "step" -> step = integer();
                    case "model_id" -> model = optional();
                    case "dataset_name" -> dataset = optional();
                    case "dataset_digest" -> digest = optional();
                    default -> json.skipChildren();
                }
            }
            if (key.isEmpty()) {
                throw missing("key");
            }
            if (value == null) {
                throw missing("value");
            }
            if (timestamp == null) {
                throw missing("timestamp");
            }
            return new Metric(
                    key, value, timestamp, step, model, dataset, digest, Optional.empty());
        }

        private KeyValue pair(int limit) throws IOException {
            String key = "";
            String value = "";
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                if (json.nextToken() == JsonToken.VALUE_NULL) {
                    continue;
                }
                switch (field) {
                    case "key" -> key = text();
                    case "value" -> value = text();
                    default -> json.skipChildren();
                }
            }
            if (key.isEmpty()) {
                throw missing("key");
            }
            return new KeyValue(key, value).shortened(limit);
        }

        private Optional<String> optional() throws IOException {
            return Optional.of(text()).filter(text -> !text.isEmpty());
        }

        private String text() throws IOException {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                return "";
            }
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw wrong();
            }
            String text = json.getText();
            if (!Checks.isWhole(text)) {
                throw Checks.notWhole(path(json.currentName()));
            }
            return text;
        }

        private double number() throws IOException {
            JsonToken token = json.currentToken();
            if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
                return json.getDoubleValue();
            }
            if (token == JsonToken.VALUE_STRING) {
                try {
                    return Double.parseDouble(json.getText());
                } catch (NumberFormatException e) {
                    throw wrong();
                }
            }
            throw wrong();
        }

        private long integer() throws IOException {
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
            } catch (NumberFormatException | InputCoercionException e) {
                throw wrong();
            }
            throw wrong();
        }

        /** Where a field stands, {@code metrics[3].value}. */
        private String path(String field) {
            return list.isEmpty() ? field : "%s[%d].%s".formatted(list, place, field);
        }

        private HeddleException wrong() throws IOException {
            JsonToken token = json.currentToken();
            String type =
                    switch (token) {
                        case VALUE_STRING -> "str";
                        case VALUE_TRUE, VALUE_FALSE -> "bool";
                        case VALUE_NUMBER_INT -> "int";
                        case VALUE_NUMBER_FLOAT -> "float";
                        case START_ARRAY -> "list";
                        default -> "dict";
                    };
            String found = token.isStructStart() ? "…" : json.getText();
            return Checks.invalid(
                    "Invalid value %s for parameter '%s' supplied:  Hint: Value was of type '%s'.%s"
                            .formatted(
                                    token == JsonToken.VALUE_STRING ? Checks.quoted(found) : found,
                                    path(String.valueOf(json.currentName())),
                                    type,
                                    Checks.SEE));
        }

        private HeddleException missing(String field) {
            return Checks.required(path(field));
        }
    }
}
