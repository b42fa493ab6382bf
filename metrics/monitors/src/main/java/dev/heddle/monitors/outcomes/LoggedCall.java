package dev.heddle.monitors.outcomes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A call as a line of the inference log tells it, without its records: those are read by {@link
 * #outputs} and {@link #inputs}, a few fields of each, so that a long line takes little memory.
 *
 * @param line the whole line
 * @param id the call's id
 * @param time when it was made
 * @param model the model that answered
 * @param version its version
 * @param hasOutputs whether there are outputs; a call that failed has none
 */
record LoggedCall(
        byte[] line, String id, Instant time, String model, int version, boolean hasOutputs) {
    /** How many records of one call are kept. */
    static final int MOST_RECORDS = 10_000;

    private static final ObjectMapper JSON = new ObjectMapper(new JsonFactory());

    /** A line that does not say what a line of the log says. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1;

        Broken(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Reads a line's plain fields. */
    static LoggedCall read(byte[] line) throws Broken {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        boolean hasOutputs = false;
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Broken("it is no object", null);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                hasOutputs |= name.equals("outputs") && value == JsonToken.START_ARRAY;
                if (value.isStructStart()) {
                    parser.skipChildren();
                } else {
                    fields.set(name, parser.readValueAsTree());
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                throw new Broken("it ends within an object", null);
            }
            return new LoggedCall(
                    line,
                    text(fields, "id"),
                    Instant.parse(text(fields, "time")),
                    text(fields, "model"),
                    version(fields),
                    hasOutputs);
        } catch (IOException | DateTimeException e) {
            throw new Broken("it is no JSON of a call", e);
        }
    }

    private static String text(JsonNode fields, String name) throws Broken {
        JsonNode value = fields.path(name);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new Broken("it has no " + name, null);
        }
        return Values.bounded(value.textValue());
    }

    private static int version(JsonNode fields) throws Broken {
        JsonNode value = fields.path("version");
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw new Broken("it has no version", null);
        }
        return value.intValue();
    }

    /** Some fields of each record that was given back. */
    List<ObjectNode> outputs(Set<String> names) throws Broken {
        return records("outputs", names);
    }

    /** Some fields of each record that was brought; as they are, or null where there is none. */
    List<ObjectNode> inputs(Collection<String> names) throws Broken {
        return records("inputs", names);
    }

    private List<ObjectNode> records(String array, Collection<String> names) throws Broken {
        List<ObjectNode> records = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isWanted = parser.currentName().equals(array);
                JsonToken value = parser.nextToken();
                if (!isWanted) {
                    parser.skipChildren();
                    continue;
                }
                while (value == JsonToken.START_ARRAY
                        && records.size() < MOST_RECORDS
                        && parser.nextToken() == JsonToken.START_OBJECT) {
                    records.add(record(parser, names));
                }
                break;
            }
        } catch (IOException e) {
            throw new Broken("it is no JSON of a call", e);
        }
        return records;
    }

    private static ObjectNode record(JsonParser parser, Collection<String> names)
            throws IOException {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (names.contains(name) && value.isScalarValue()) {
                JsonNode node = parser.readValueAsTree();
                record.set(name, Values.bounded(node));
            } else {
                parser.skipChildren();
            }
        }
        return record;
    }
}
