package dev.heddle.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.streams.TopicEvent;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Events as lines of a file: a value as JSON, or an object of {@code key}, {@code value}, {@code
 * time} and {@code headers}.
 */
final class EventLines {
    private static final Set<String> PARTS =
            Set.of("key", "value", "time", "headers", "partition", "offset");
    private static final ObjectMapper JSON = HeddleJson.mapper();

    private EventLines() {}

    /**
     * Reads a line.
     *
     * @param number the line's number, for messages
     * @throws HeddleException with {@code INVALID_INPUT} if it is no event
     */
    static TopicEvent read(String line, long number) {
        try {
            JsonNode node = JSON.readTree(line);
            if (!node.isObject() || !node.has("value") || !PARTS.containsAll(names(node))) {
                return event(Optional.empty(), line, Map.of(), Optional.empty());
            }
            JsonNode value = node.get("value");
            Map<String, String> headers = new HashMap<>();
            node.path("headers")
                    .fields()
                    .forEachRemaining(e -> headers.put(e.getKey(), e.getValue().asText()));
            return event(
                    text(node, "key"),
                    value.isTextual() ? value.asText() : value.toString(),
                    headers,
                    time(node, number));
        } catch (JsonProcessingException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT,
                    "line %d is no JSON: %s".formatted(number, e.getOriginalMessage()),
                    e);
        }
    }

    private static TopicEvent event(
            Optional<String> key,
            String value,
            Map<String, String> headers,
            Optional<Instant> time) {
        return new TopicEvent(key, value, headers, time, OptionalInt.empty(), OptionalLong.empty());
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Optional<String> text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value.asText());
    }

    private static Optional<Instant> time(JsonNode node, long number) {
        Optional<String> text = text(node, "time");
        try {
            return text.map(Instant::parse);
        } catch (DateTimeException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT,
                    "line %d: time is '%s', expected one like 2026-11-01T00:00:00Z"
                            .formatted(number, text.orElse("")),
                    e);
        }
    }

    /** An event as a line; what is JSON in it stays so. */
    static String write(
            String topic, Optional<String> key, String value, Map<String, String> headers) {
        ObjectNode line = JSON.createObjectNode();
        line.put("topic", topic);
        line.put("key", key.orElse(null));
        try {
            line.set("value", JSON.readTree(value));
        } catch (JsonProcessingException e) {
            line.put("value", value);
        }
        if (!headers.isEmpty()) {
            line.set("headers", JSON.valueToTree(headers));
        }
        return line.toString();
    }
}
