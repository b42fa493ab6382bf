package dev.heddle.runtime;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import java.io.IOException;
import java.lang.reflect.Array;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads one JSON value of a known type. Each reader is safe for use by many threads. */
abstract class ValueReader {
    private static final String WHOLE = "a whole number";

    private final String expected;
    private final String range;

    ValueReader(String expected) {
        this(expected, "");
    }

    /** A reader of numbers; the range is told to who sends one outside it. */
    private ValueReader(String expected, String range) {
        this.expected = expected;
        this.range = range;
    }

    /**
     * Reads the value whose first token the parser stands on, and leaves it on the last.
     *
     * @return whether it was valid; if not, that is among the violations
     */
    boolean read(JsonParser parser, JsonToken token, Row row, int index, Violations violations)
            throws IOException {
        Object value = readBoxed(parser, token, violations);
        row.setBoxed(index, value);
        return value != null;
    }

    /** The same for a place without a row: in a list or a map. Null if it was not valid. */
    abstract Object readBoxed(JsonParser parser, JsonToken token, Violations violations)
            throws IOException;

    /** What may stand there, in words. */
    final String expected() {
        return expected;
    }

    /** Says that the value is not what may stand there, and passes over it. */
    final Object wrong(JsonParser parser, Violations violations) throws IOException {
        JsonToken token = parser.currentToken();
        boolean isOutside =
                token == JsonToken.VALUE_NUMBER_INT
                        || (token == JsonToken.VALUE_NUMBER_FLOAT && !expected.equals(WHOLE));
        violations.add(
                violations.path(parser),
                violations.found(parser),
                isOutside ? expected + range : expected);
        parser.skipChildren();
        return null;
    }

    static ValueReader of(FieldType type) {
        return switch (type.kind()) {
            case BOOLEAN -> new Booleans();
            case INTEGER -> new Integers();
            case LONG -> new Longs();
            case FLOAT -> new Floats();
            case DOUBLE -> new Doubles();
            case STRING -> new Strings();
            case BINARY -> new Binaries();
            case DATE ->
                    new Parsed<>(
                            "a date such as \"2026-11-01\"", LocalDate.class, LocalDate::parse);
            case TIMESTAMP ->
                    new Parsed<>(
                            "a timestamp with its offset such as \"2026-11-01T10:15:30Z\"",
                            Instant.class,
                            Instant::parse);
            case LIST -> new Lists((ListOf) type);
            case MAP -> new Maps((MapOf) type);
            case STRUCT -> new Structs((Struct) type);
            case TENSOR -> new TensorReader((TensorOf) type);
        };
    }

    private static final class Booleans extends ValueReader {
        Booleans() {
            super("true or false");
        }

        @Override
        Object readBoxed(JsonParser parser, JsonToken token, Violations violations)
                throws IOException {
            return token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE
                    ? (Object) (token == JsonToken.VALUE_TRUE)
                    : wrong(parser, violations);
        }
    }

    private static final class Integers extends ValueReader {
        Integers() {
            super(WHOLE, " from -2147483648 to 2147483647");
        }

        @Override
        boolean read(JsonParser parser, JsonToken token, Row row, int index, Violations violations)
                throws IOException {
            if (token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == NumberType.INT) {
                row.set(index, parser.getIntValue());
                return true;
            }
            wrong(parser, violations);
            return false;
        }

        @Override
        Object readBoxed(JsonParser parser, JsonToken token, Violations violations)
                throws IOException {
            return token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == NumberType.INT
                    ? (Object) parser.getIntValue()
                    : wrong(parser, violations);
        }
    }

    private static final class Longs extends ValueReader {
        Longs() {
            super(WHOLE, " from -9223372036854775808 to 9223372036854775807");
        }

        private static boolean fits(JsonParser parser, JsonToken token) throws IOException {
            return token == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() != NumberType.BIG_INTEGER;
        }

        @Override
        boolean read(JsonParser parser, JsonToken token, Row row, int index, Violations violations)
                throws IOException {
            if (fits(parser, token)) {
                row.set(index, parser.getLongValue());
                return true;
            }
            wrong(parser, violations);
            return false;
        }

        @Override
        Object readBoxed(JsonParser parser, JsonToken token, Violations violations)
                throws IOException {
            return fits(parser, token) ? (Object) parser.getLongValue() : wrong(parser, violations);
        }
    }

    private static final class Floats extends ValueReader {
        Floats() {
            super("a number", " within ±3.4028235e38");
        }

        @Override
        Object readBoxed(JsonParser parser, JsonToken token, Violations violations)
                throws IOException {
            if (token == JsonToken.VALUE_STRING) {
                Double special = special(parser.getText());
                return special == null ? wrong(parser, violations) : (Object) special.floatValue();
            }
            if (!token.isNumeric()) {
                return wrong(parser, violations);
            }
            float value = Float.parseFloat(parser.getText());
            return Float.isInfinite(value) ? wrong(parser, violations) : (Object) value;
        }
    }

    private static final class Doubles extends ValueReader {
        Doubles() {
            super("a number", " within ±1.7976931348623157e308");
        }

        @Override
        boolean read(JsonParser parser, JsonToken token, Row row, int index, Violations violations)
                throws IOException {
            if (token.isNumeric()) {
                double value = parser.getDoubleValue();
                if (!Double.isInfinite(value)) {
                    row.set(index, value);
                    return true;
                }
            } else if (token == JsonToken.VALUE_STRING) {
                Double special = special(parser.getText());
                if (special != null) {
                    row.set(index, special.doubleValue());
                    return true;
                }
            }
            wrong(parser, violations);
            return false;
        }

        @Override
        Object readBoxed(JsonParser parser, JsonToken token, Violations violations)
                throws IOException {
            if (token == JsonToken.VALUE_STRING) {
                Double special = special(parser.getText());
                return special == null ? wrong(parser, violations) : special;
            }
            if (!token.isNumeric() || Double.isInfinite(parser.getDoubleValue())) {
                return wrong(parser, violations);
            }
            return parser.getDoubleValue();
        }
    }

    private static Double special(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    private static final class Strings extends ValueReader {
        Strings() {
            super("a string");
        }

        @Override
        Object readBoxed(JsonParser parser, JsonToken token, Violations violations)
                throws IOException {
            return token == JsonToken.VALUE_STRING ? parser.getText() : wrong(parser, violations);
        }
    }

    private static final class Binaries extends ValueReader {
        Binaries() {
            super("bytes in Base64");
        }

        @Override
        Object readBoxed(JsonParser parser, JsonToken token, Violations violations)
                throws IOException {
            if (token == JsonToken.VALUE_EMBEDDED_OBJECT
                    && parser.getEmbeddedObject() instanceof byte[] bytes) {
                return bytes;
            }
            if (token != JsonToken.VALUE_STRING) {
                return wrong(parser, violations);
            }
            try {
                return parser.getBinaryValue();
            } catch (JsonParseException e) {
                return wrong(parser, violations);
            }
        }
    }

    /** Texts that are parsed further; other formats have the value itself. */
    private static final class Parsed<T> extends ValueReader {
        private final Class<T> type;
        private final Function<String, T> parser;

        Parsed(String expected, Class<T> type, Function<String, T> parser) {
            super(expected);
            this.type = type;
            this.parser = parser;
        }

        @Override
        Object readBoxed(JsonParser json, JsonToken token, Violations violations)
                throws IOException {
            if (token == JsonToken.VALUE_STRING) {
                try {
                    return parser.apply(json.getText());
                } catch (DateTimeException e) {
                    return wrong(json, violations);
                }
            }
            if (token == JsonToken.VALUE_EMBEDDED_OBJECT
                    && type.isInstance(json.getEmbeddedObject())) {
                return json.getEmbeddedObject();
            }
            return wrong(json, violations);
        }
    }

    private static final class Lists extends ValueReader {
        private final ValueReader element;
        private final Class<?> primitive;

        Lists(ListOf list) {
            super("an array of " + of(list.element()).expected);
            this.element = of(list.element());
            this.primitive =
                    switch (list.element().kind()) {
                        case BOOLEAN -> boolean.class;
                        case INTEGER -> int.class;
                        case LONG -> long.class;
                        case FLOAT -> float.class;
                        case DOUBLE -> double.class;
                        case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR -> null;
                    };
        }

        @Override
        Object readBoxed(JsonParser parser, JsonToken token, Violations violations)
                throws IOException {
            if (token != JsonToken.START_ARRAY) {
                return wrong(parser, violations);
            }
            List<Object> values = new ArrayList<>();
            boolean valid = true;
            for (JsonToken next = parser.nextToken();
                    next != JsonToken.END_ARRAY;
                    next = parser.nextToken()) {
                Object value = element.readBoxed(parser, next, violations);
                valid &= value != null;
                values.add(value);
            }
            if (!valid) {
                return null;
            }
            if (primitive == null) {
                return values;
            }
            Object array = Array.newInstance(primitive, values.size());
            for (int i = 0; i < values.size(); i++) {
                Array.set(array, i, values.get(i));
            }
            return array;
        }
    }

    private static final class Maps extends ValueReader {
        private final ValueReader element;

        Maps(MapOf map) {
            super("an object whose values are each " + of(map.value()).expected);
            this.element = of(map.value());
        }

        @Override
        Object readBoxed(JsonParser parser, JsonToken token, Violations violations)
                throws IOException {
            if (token != JsonToken.START_OBJECT) {
                return wrong(parser, violations);
            }
            Map<String, Object> values = new LinkedHashMap<>();
            boolean valid = true;
            String name;
            while ((name = parser.nextFieldName()) != null) {
                Object value = element.readBoxed(parser, parser.nextToken(), violations);
                valid &= value != null;
                if (values.put(name, value) != null) {
                    violations.add(violations.path(parser), "the key twice", "it once");
                    valid = false;
                }
            }
            return valid ? values : null;
        }
    }

    private static final class Structs extends ValueReader {
        private final StructReader struct;

        Structs(Struct type) {
            super("an object of fields");
            this.struct = new StructReader(type);
        }

        @Override
        Object readBoxed(JsonParser parser, JsonToken token, Violations violations)
                throws IOException {
            return token == JsonToken.START_OBJECT
                    ? struct.read(parser, violations)
                    : wrong(parser, violations);
        }
    }
}
