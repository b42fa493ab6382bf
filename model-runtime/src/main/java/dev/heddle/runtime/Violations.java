package dev.heddle.runtime;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Violation;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Gathers what is wrong with a JSON input, so that one answer names it all. */
final class Violations {
    /** How many are gathered before reading stops. */
    static final int MAX = 20;

    private static final int SHOWN = 60;

    private final boolean ignoreUnknownFields;
    private List<Violation> violations = List.of();

    Violations() {
        this(false);
    }

    Violations(boolean ignoreUnknownFields) {
        this.ignoreUnknownFields = ignoreUnknownFields;
    }

    /** Whether a field that the signature does not have is passed over, and is no violation. */
    boolean ignoreUnknownFields() {
        return ignoreUnknownFields;
    }

    void add(String path, String found, String expected) {
        if (violations.isEmpty()) {
            violations = new ArrayList<>();
        }
        if (!isFull()) {
            violations.add(new Violation(path, found, expected));
        }
    }

    boolean isFull() {
        return violations.size() >= MAX;
    }

    void throwIfAny() {
        if (!violations.isEmpty()) {
            throw exception();
        }
    }

    HeddleException exception() {
        return HeddleException.invalidInput(violations);
    }

    /** Where the parser stands: {@code [3].address.lines[0]}. */
    String path(JsonParser parser) {
        Deque<String> parts = new ArrayDeque<>();
        JsonToken token = parser.currentToken();
        JsonStreamContext context = parser.getParsingContext();
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            context = context.getParent();
        }
        for (; context != null && !context.inRoot(); context = context.getParent()) {
            parts.push(
                    context.inArray()
                            ? "[" + context.getCurrentIndex() + "]"
                            : "." + context.getCurrentName());
        }
        String path = String.join("", parts);
        return path.startsWith(".") ? path.substring(1) : path;
    }

    /** What stands there, in words: {@code string "abc"}. */
    String found(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_NULL -> "null";
            case VALUE_STRING -> "string \"" + shorten(parser.getText()) + "\"";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number " + shorten(parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> "boolean " + parser.getText();
            case VALUE_EMBEDDED_OBJECT -> found(parser.getEmbeddedObject());
            default -> token.asString() == null ? token.name() : token.asString();
        };
    }

    /** A value that other formats have and JSON has not. */
    private static String found(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes.length + " bytes";
        }
        String type =
                value instanceof LocalDate
                        ? "date"
                        : value instanceof Instant ? "timestamp" : "decimal";
        return type + " " + shorten(value.toString());
    }

    static String shorten(String text) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), SHOWN); i++) {
            char c = text.charAt(i);
            clean.append(Character.isISOControl(c) ? '\uFFFD' : c);
        }
        return text.length() > SHOWN ? clean.append("…").toString() : clean.toString();
    }
}
