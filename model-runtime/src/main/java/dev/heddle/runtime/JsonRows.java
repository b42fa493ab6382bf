package dev.heddle.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON of one struct to rows and back. The mapping: numbers and booleans as such, NaN and the
 * infinities as the texts {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}; binary as
 * Base64; dates and timestamps as ISO 8601 texts; lists as arrays; maps and structs as objects;
 * tensors as nested arrays. An optional field that is absent may be left out or null, and is
 * written as null.
 *
 * <p>Safe for use by many threads.
 */
public final class JsonRows {
    /** The most records in one array. */
    public static final int MAX_RECORDS = 100_000;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .recyclerPool(JsonRecyclerPools.threadLocalPool())
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(200)
                                    .maxNumberLength(400)
                                    .maxNameLength(1_000)
                                    .maxStringLength(100_000_000)
                                    .build())
                    .build();

    private final Struct struct;
    private final StructReader reader;
    private final StructWriter writer;
    private final boolean ignoresUnknownFields;

    /** A mapping for records of that struct, which refuses fields that it does not have. */
    public JsonRows(Struct struct) {
        this(struct, false, false);
    }

    /** A mapping for the inputs of a model, whose features may be left out. */
    static JsonRows ofInputs(Struct struct) {
        return new JsonRows(struct, false, true);
    }

    /** A mapping that passes over fields that the struct does not have. */
    public static JsonRows ofKnownFields(Struct struct) {
        return new JsonRows(struct, true, false);
    }

    private JsonRows(Struct struct, boolean ignoresUnknownFields, boolean isInput) {
        this.ignoresUnknownFields = ignoresUnknownFields;
        this.struct = struct;
        this.reader = new StructReader(struct, isInput);
        this.writer = new StructWriter(struct);
    }

    /** The struct of its records. */
    public Struct struct() {
        return struct;
    }

    /**
     * What a JSON text held.
     *
     * @param rows the records in order
     * @param isArray whether they stood in an array, and an answer belongs in one
     */
    public record Input(List<Row> rows, boolean isArray) {}

    /**
     * Reads one record or an array of them.
     *
     * @param json UTF-8
     * @throws HeddleException with {@code INVALID_INPUT} and up to {@value Violations#MAX} values
     *     that break the signature, or the place where the text stops being JSON
     */
    public Input read(byte[] json) {
        Violations violations = new Violations(ignoresUnknownFields);
        try (JsonParser parser = parser(json)) {
            JsonToken token = parser.nextToken();
            Input input;
            if (token == JsonToken.START_OBJECT) {
                input = new Input(List.of(reader.read(parser, violations)), false);
            } else if (token == JsonToken.START_ARRAY) {
                input = new Input(readArray(parser, violations), true);
            } else {
                violations.add("", violations.found(parser), "an object or an array of objects");
                throw violations.exception();
            }
            if (parser.nextToken() != null) {
                violations.add("", "more after its end", "one JSON value");
            }
            violations.throwIfAny();
            return input;
        } catch (JsonProcessingException e) {
            throw notJson(e);
        } catch (IOException e) {
            // Such as bytes that begin like UTF-32 and are none.
            throw HeddleException.invalidInput(
                    List.of(new Violation("", e.getMessage(), "JSON in UTF-8")));
        }
    }

    /**
     * Reads one record from the tokens of another format by the same mapping, and passes over
     * fields that the struct does not have: a schema says what they are. Bytes, dates and
     * timestamps may stand there as {@code byte[]}, {@code LocalDate} and {@code Instant}.
     *
     * @param parser before its first token; not closed
     * @throws HeddleException with {@code INVALID_INPUT}, as for JSON
     */
    public Row read(JsonParser parser) {
        Violations violations = new Violations(true);
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                violations.add("", violations.found(parser), "an object of fields");
                throw violations.exception();
            }
            Row row = reader.read(parser, violations);
            violations.throwIfAny();
            return row;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
    }

    static JsonParser parser(byte[] json) throws IOException {
        return FACTORY.createParser(json);
    }

    /** Writes one record as an object. */
    public byte[] write(Row row) {
        return toBytes(generator -> writer.write(generator, row));
    }

    /** Writes records as an array. */
    public byte[] writeArray(List<Row> rows) {
        return toBytes(
                generator -> {
                    generator.writeStartArray();
                    for (Row row : rows) {
                        writer.write(generator, row);
                    }
                    generator.writeEndArray();
                });
    }

    private List<Row> readArray(JsonParser parser, Violations violations) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            if (rows.size() == MAX_RECORDS) {
                violations.add("", "more records", "at most " + MAX_RECORDS);
                throw violations.exception();
            }
            if (token == JsonToken.START_OBJECT) {
                rows.add(reader.read(parser, violations));
            } else {
                violations.add(
                        violations.path(parser), violations.found(parser), "an object of fields");
                parser.skipChildren();
            }
            if (violations.isFull()) {
                throw violations.exception();
            }
        }
        return rows;
    }

    interface Writing {
        void to(JsonGenerator generator) throws IOException;
    }

    static String text(Writing writing) {
        return new String(toBytes(writing), StandardCharsets.UTF_8);
    }

    static byte[] toBytes(Writing writing) {
        Bytes bytes = new Bytes();
        try (JsonGenerator generator = FACTORY.createGenerator((OutputStream) bytes)) {
            writing.to(generator);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    static HeddleException notJson(JsonProcessingException e) {
        String reason = e.getOriginalMessage();
        int line = reason.indexOf('\n');
        String where =
                e.getLocation() == null
                        ? ""
                        : " at line %d, column %d"
                                .formatted(
                                        e.getLocation().getLineNr(), e.getLocation().getColumnNr());
        return HeddleException.invalidInput(
                List.of(
                        new Violation(
                                "",
                                (line < 0 ? reason : reason.substring(0, line)) + where,
                                "JSON")));
    }

    /** A buffer of the size that most answers need. */
    private static final class Bytes extends ByteArrayOutputStream {
        Bytes() {
            super(256);
        }
    }
}
