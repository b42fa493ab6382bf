package dev.heddle.streams.formats;

import com.fasterxml.jackson.core.JsonParser;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Decodes a value by the schema that it was written with, by the encoding of Avro's specification
 * 1.12. No length in it is believed that the value has no room for: what is no Avro must not take
 * memory for which there is no reason.
 */
final class AvroTokens {
    private static final int DEEPEST = 200;

    private final BinaryDecoder in;
    private final Tokens out = new Tokens();
    private final int length;
    private int items;

    private AvroTokens(byte[] value) {
        this.length = value.length - WireFormat.HEAD;
        this.in = DecoderFactory.get().binaryDecoder(value, WireFormat.HEAD, length, null);
    }

    /**
     * The tokens of a value.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if it is not of that schema
     */
    static JsonParser of(Schema schema, int id, byte[] value) {
        AvroTokens tokens = new AvroTokens(value);
        try {
            tokens.value(schema, 0);
            if (!tokens.in.isEnd()) {
                throw new IOException("there is more after the end");
            }
            return tokens.out.parser();
        } catch (IOException | RuntimeException e) {
            throw WireFormat.malformed("Avro", id, e);
        }
    }

    private void value(Schema schema, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("it is more than %d deep".formatted(DEEPEST));
        }
        LogicalType logical = schema.getLogicalType();
        switch (schema.getType()) {
            case NULL -> out.writeNull();
            case BOOLEAN -> out.writeBoolean(in.readBoolean());
            case INT -> integer(in.readInt(), logical);
            case LONG -> integer(in.readLong(), logical);
            case FLOAT -> out.number(in.readFloat());
            case DOUBLE -> out.number(in.readDouble());
            case STRING -> out.writeString(text());
            case BYTES -> bytes(read(size(in.readLong())), logical);
            case FIXED -> bytes(read(size(schema.getFixedSize())), logical);
            case ENUM -> out.writeString(one(schema.getEnumSymbols(), in.readEnum()));
            case UNION -> value(one(schema.getTypes(), in.readIndex()), depth + 1);
            case ARRAY -> array(schema.getElementType(), depth);
            case MAP -> map(schema.getValueType(), depth);
            case RECORD -> record(schema, depth);
        }
    }

    private void integer(int value, LogicalType logical) throws IOException {
        if (logical instanceof LogicalTypes.Date) {
            out.writeEmbeddedObject(LocalDate.ofEpochDay(value));
        } else {
            out.writeNumber(value);
        }
    }

    private void integer(long value, LogicalType logical) throws IOException {
        if (logical instanceof LogicalTypes.TimestampMillis) {
            out.writeEmbeddedObject(instant(value, 1_000));
        } else if (logical instanceof LogicalTypes.TimestampMicros) {
            out.writeEmbeddedObject(instant(value, 1_000_000));
        } else if (logical instanceof LogicalTypes.TimestampNanos) {
            out.writeEmbeddedObject(instant(value, 1_000_000_000));
        } else {
            out.integer(value);
        }
    }

    private static Instant instant(long value, int perSecond) {
        return Instant.ofEpochSecond(
                Math.floorDiv(value, perSecond),
                Math.floorMod(value, perSecond) * (1_000_000_000L / perSecond));
    }

    private void bytes(byte[] bytes, LogicalType logical) throws IOException {
        if (logical instanceof LogicalTypes.Decimal decimal) {
            out.decimal(new BigDecimal(new BigInteger(bytes), decimal.getScale()));
        } else {
            out.writeEmbeddedObject(bytes);
        }
    }

    private void array(Schema element, int depth) throws IOException {
        out.writeStartArray();
        for (long block = in.readArrayStart(); block != 0; block = in.arrayNext()) {
            for (int i = items(block); i > 0; i--) {
                value(element, depth + 1);
            }
        }
        out.writeEndArray();
    }

    private void map(Schema element, int depth) throws IOException {
        out.writeStartObject();
        for (long block = in.readMapStart(); block != 0; block = in.mapNext()) {
            for (int i = items(block); i > 0; i--) {
                out.writeFieldName(text());
                value(element, depth + 1);
            }
        }
        out.writeEndObject();
    }

    private void record(Schema schema, int depth) throws IOException {
        out.writeStartObject();
        for (Field field : schema.getFields()) {
            out.writeFieldName(field.name());
            value(field.schema(), depth + 1);
        }
        out.writeEndObject();
    }

    private String text() throws IOException {
        return new String(read(size(in.readLong())), StandardCharsets.UTF_8);
    }

    private byte[] read(int size) throws IOException {
        byte[] bytes = new byte[size];
        in.readFixed(bytes);
        return bytes;
    }

    private int size(long size) throws IOException {
        if (size < 0 || size > length) {
            throw new IOException("%d bytes in %d".formatted(size, length));
        }
        return (int) size;
    }

    /** Items may take no bytes, such as nulls do: there are no more of them than bytes, either. */
    private int items(long block) throws IOException {
        int count = size(block);
        items += count;
        if (items > length) {
            throw new IOException("%d items in %d bytes".formatted(items, length));
        }
        return count;
    }

    private static <T> T one(List<T> choices, int index) throws IOException {
        if (index < 0 || index >= choices.size()) {
            throw new IOException("choice %d of %d".formatted(index, choices.size()));
        }
        return choices.get(index);
    }
}
