package dev.heddle.monitors.outcomes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.heddle.monitors.outcomes.OutputFields.Kind;
import java.nio.charset.StandardCharsets;

/** Single values as they are kept: bounded, and of characters that PostgreSQL takes. */
final class Values {
    /** The longest text that is kept whole. */
    static final int MOST_CHARACTERS = 200;

    private Values() {}

    /** Whether a value is one of a kind, finite if it is a number. */
    static boolean fits(Kind kind, JsonNode value) {
        return switch (kind) {
            case BOOLEAN -> value.isBoolean();
            case TEXT -> value.isTextual();
            case NUMBER -> value.isNumber() && Double.isFinite(value.doubleValue());
            case WHOLE -> isWhole(value);
        };
    }

    private static boolean isWhole(JsonNode value) {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            return false;
        }
        return value.isIntegralNumber()
                ? value.canConvertToLong()
                : value.doubleValue() == Math.rint(value.doubleValue())
                        && Math.abs(value.doubleValue()) < 1L << 53;
    }

    /** A value of a kind as a class; equal values give equal texts. */
    static String text(Kind kind, JsonNode value) {
        return switch (kind) {
            case WHOLE -> Long.toString(value.longValue());
            case TEXT -> bounded(value.textValue());
            case BOOLEAN, NUMBER -> value.asText();
        };
    }

    /** A text as it is kept. */
    static String bounded(String text) {
        String plain = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
        String shortened =
                plain.length() <= MOST_CHARACTERS ? plain : plain.substring(0, MOST_CHARACTERS);
        // What is half a character becomes a question mark.
        return new String(shortened.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** A value as it is kept; null for a number that is none. */
    static JsonNode bounded(JsonNode value) {
        if (value.isNumber() && !Double.isFinite(value.doubleValue())) {
            return JsonNodeFactory.instance.nullNode();
        }
        return value.isTextual()
                ? JsonNodeFactory.instance.textNode(bounded(value.textValue()))
                : value;
    }

    /** What came, in words, for a message: {@code number 1}. */
    static String describe(JsonNode value) {
        if (value == null || value.isMissingNode()) {
            return "nothing";
        }
        return switch (value.getNodeType()) {
            case STRING -> "string \"" + shortened(value.textValue()) + "\"";
            case NUMBER -> "number " + shortened(value.asText());
            case BOOLEAN -> value.asText();
            case NULL -> "null";
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case BINARY, MISSING -> "nothing";
        };
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
