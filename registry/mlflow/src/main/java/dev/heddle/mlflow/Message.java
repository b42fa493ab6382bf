package dev.heddle.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request as MLflow's clients send it: a JSON object, or the parameters of an address. Fields
 * that are not asked for are ignored; null and a missing field are the same.
 *
 * <p>Every reading method throws a {@link HeddleException} with {@code INVALID_REQUEST}, in the
 * words that MLflow has for it, if the field is of another type.
 */
public final class Message {
    private final JsonNode fields;

    private Message(JsonNode fields) {
        this.fields = fields;
    }

    /** The message in a body; an empty body has no fields. */
    public static Message of(byte[] body) {
        if (body == null || body.length == 0) {
            return new Message(JsonNodeFactory.instance.objectNode());
        }
        try {
            JsonNode json = MlflowJson.mapper().readTree(body);
            if (json.isTextual()) {
                // Old clients encode their JSON twice.
                json = MlflowJson.mapper().readTree(json.textValue());
            }
            if (json.isObject()) {
                return new Message(json);
            }
        } catch (IOException e) {
            throw invalid("The request's body is no JSON: " + place(e));
        }
        throw invalid("The request's body is no JSON object.");
    }

    private static String place(IOException e) {
        return e instanceof com.fasterxml.jackson.core.JsonProcessingException json
                        && json.getLocation() != null
                ? "line %d, column %d"
                        .formatted(json.getLocation().getLineNr(), json.getLocation().getColumnNr())
                : "it cannot be read";
    }

    /** The message in the parameters of an address. */
    public static Message of(MultivaluedMap<String, String> parameters) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        parameters.forEach(
                (name, values) -> {
                    if (values.size() == 1) {
                        json.put(name, values.get(0));
                    } else {
                        ArrayNode all = json.putArray(name);
                        values.forEach(all::add);
                    }
                });
        return new Message(json);
    }

    /** A text that must be there and not be empty. */
    public String required(String name) {
        return text(name).filter(text -> !text.isEmpty()).orElseThrow(() -> Checks.required(name));
    }

    /** A run's id, under its name of today or of old. */
    public String runId() {
        return text("run_id").filter(id -> !id.isEmpty()).isEmpty()
                        && text("run_uuid").filter(id -> !id.isEmpty()).isPresent()
                ? required("run_uuid")
                : required("run_id");
    }

    /** A text; empty if it is missing, present and of no characters if it is that. */
    public Optional<String> text(String name) {
        JsonNode value = fields.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw wrong(name, value);
        }
        return Optional.of(whole(name, value.textValue()));
    }

    /** An integer of 64 bits, as a number or as a text of its digits. */
    public Optional<Long> integer(String name) {
        JsonNode value = fields.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return Optional.of(value.longValue());
        }
        if (value.isNumber()
                && value.doubleValue() == Math.rint(value.doubleValue())
                && Math.abs(value.doubleValue()) < 9.0e18) {
            return Optional.of((long) value.doubleValue());
        }
        if (value.isTextual()) {
            try {
                return Optional.of(Long.valueOf(value.textValue().strip()));
            } catch (NumberFormatException e) {
                throw wrong(name, value);
            }
        }
        throw wrong(name, value);
    }

    /** A number; NaN and the infinities also as texts. */
    public Optional<Double> number(String name) {
        JsonNode value = fields.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (value.isNumber()) {
            return Optional.of(value.doubleValue());
        }
        if (value.isTextual()) {
            try {
                return Optional.of(parsed(value.textValue()));
            } catch (NumberFormatException e) {
                throw wrong(name, value);
            }
        }
        throw wrong(name, value);
    }

    /**
     * A number that is written as a text.
     *
     * @throws NumberFormatException if it is none
     */
    static double parsed(String text) {
        return switch (text) {
            case "inf", "+inf", "infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }

    /** A truth value. */
    public Optional<Boolean> flag(String name) {
        JsonNode value = fields.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (value.isBoolean()) {
            return Optional.of(value.booleanValue());
        }
        if (value.isTextual()
                && (value.textValue().equalsIgnoreCase("true")
                        || value.textValue().equalsIgnoreCase("false"))) {
            return Optional.of(Boolean.valueOf(value.textValue()));
        }
        throw wrong(name, value);
    }

    /** A list of texts; one text is a list too, as addresses have it. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values(name)) {
            if (!value.isTextual()) {
                throw wrong(name, fields.get(name));
            }
            texts.add(whole(name, value.textValue()));
        }
        return texts;
    }

    /** A list of objects. */
    public List<Message> messages(String name) {
        List<Message> messages = new ArrayList<>();
        for (JsonNode value : values(name)) {
            if (!value.isObject()) {
                throw wrong(name, fields.get(name));
            }
            messages.add(new Message(value));
        }
        return messages;
    }

    /** An object; empty if it is missing. */
    public Optional<Message> message(String name) {
        JsonNode value = fields.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw wrong(name, value);
        }
        return Optional.of(new Message(value));
    }

    /** Whether a field is there, even if it is empty. */
    public boolean has(String name) {
        return fields.hasNonNull(name);
    }

    /** The fields as they came. */
    public JsonNode json() {
        return fields;
    }

    private Iterable<JsonNode> values(String name) {
        JsonNode value = fields.get(name);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (value.isTextual()) {
            return List.of(value);
        }
        if (!value.isArray()) {
            throw wrong(name, value);
        }
        return value;
    }

    private static String whole(String name, String text) {
        if (!Checks.isWhole(text)) {
            throw Checks.notWhole(name);
        }
        return text;
    }

    private static HeddleException wrong(String name, JsonNode value) {
        String type =
                switch (value.getNodeType()) {
                    case STRING -> "str";
                    case BOOLEAN -> "bool";
                    case NUMBER -> value.isIntegralNumber() ? "int" : "float";
                    case ARRAY -> "list";
                    default -> "dict";
                };
        String text = value.toString();
        return invalid(
                "Invalid value %s for parameter '%s' supplied:  Hint: Value was of type '%s'."
                                .formatted(
                                        text.length() > 500 ? text.substring(0, 500) + "…" : text,
                                        name,
                                        type)
                        + Checks.SEE);
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }
}
