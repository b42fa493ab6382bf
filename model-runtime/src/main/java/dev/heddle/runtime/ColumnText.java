package dev.heddle.runtime;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.Kind;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Values as the texts that stand for them in a tensor: strings as they are, bytes as Base64, dates
 * and timestamps as ISO 8601, all of them empty where a value is missing; anything else as JSON,
 * {@code null} where it is missing.
 */
final class ColumnText {
    private final FieldType type;
    private final boolean json;
    private final StructWriter.ValueWriter writer;
    private final ValueReader reader;

    private ColumnText(FieldType type) {
        this.type = type;
        this.json =
                switch (type.kind()) {
                    case STRING, BINARY, DATE, TIMESTAMP -> false;
                    case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, LIST, MAP, STRUCT, TENSOR -> true;
                };
        this.writer = StructWriter.valueWriter(type);
        this.reader = ValueReader.of(type);
    }

    static ColumnText of(FieldType type) {
        return new ColumnText(type);
    }

    boolean isBinary() {
        return type.kind() == Kind.BINARY;
    }

    String write(Object value) {
        if (json) {
            return value == null
                    ? "null"
                    : new String(
                            JsonRows.toBytes(generator -> writer.write(generator, value)),
                            StandardCharsets.UTF_8);
        }
        if (value == null) {
            return "";
        }
        return value instanceof byte[] bytes
                ? Base64.getEncoder().encodeToString(bytes)
                : value.toString();
    }

    /**
     * Reads a text.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if it is not what the field can hold
     */
    Object read(String text, String field, int record) {
        if (json) {
            return readJson(text, field, record);
        }
        try {
            return switch (type.kind()) {
                case BINARY -> Base64.getDecoder().decode(text);
                case DATE -> LocalDate.parse(text);
                case TIMESTAMP -> Instant.parse(text);
                default -> text;
            };
        } catch (DateTimeException | IllegalArgumentException e) {
            throw HeddleException.invalidInput(
                    List.of(
                            new Violation(
                                    path(field, record),
                                    "string \"" + Violations.shorten(text) + "\"",
                                    reader.expected())));
        }
    }

    private Object readJson(String text, String field, int record) {
        Violations violations = new Violations();
        try (JsonParser parser = JsonRows.parser(text.getBytes(StandardCharsets.UTF_8))) {
            Object value = reader.readBoxed(parser, parser.nextToken(), violations);
            if (parser.nextToken() != null) {
                violations.add("", "more after its end", "one JSON value");
            }
            violations.throwIfAny();
            return value;
        } catch (HeddleException e) {
            List<Violation> inside = new ArrayList<>();
            for (Violation violation : e.violations()) {
                String path = violation.path();
                inside.add(
                        new Violation(
                                path(field, record)
                                        + (path.isEmpty() || path.startsWith("[") ? "" : ".")
                                        + path,
                                violation.found(),
                                violation.expected()));
            }
            throw HeddleException.invalidInput(inside);
        } catch (JsonProcessingException e) {
            throw HeddleException.invalidInput(
                    List.of(
                            new Violation(
                                    path(field, record),
                                    "string \"" + Violations.shorten(text) + "\"",
                                    "the JSON of " + reader.expected())));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
    }

    private static String path(String field, int record) {
        return field + "[" + record + "]";
    }
}
