package dev.heddle.streams.formats;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Violation;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/** What a registry's serializers put before the data: a 0, and the schema's id in four bytes. */
final class WireFormat {
    /** How many bytes that takes. */
    static final int HEAD = 5;

    private WireFormat() {}

    /**
     * The id of a value's schema.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if the value does not begin so
     */
    static int schema(byte[] value) {
        if (value.length < HEAD || value[0] != 0) {
            String start = HexFormat.of().formatHex(value, 0, Math.min(value.length, HEAD));
            throw HeddleException.invalidInput(
                    List.of(
                            new Violation(
                                    "",
                                    "%d bytes that begin with 0x%s".formatted(value.length, start),
                                    "0x00 and a schema's id, as serializers of a schema registry"
                                            + " write them")));
        }
        return ByteBuffer.wrap(value).getInt(1);
    }

    /** The head of a value. */
    static byte[] head(int schema) {
        return ByteBuffer.allocate(HEAD).putInt(1, schema).array();
    }

    /** Refuses a schema of another type than the stream's format. */
    static void require(String type, int id, RegisteredSchema schema) {
        if (!schema.type().equals(type)) {
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT,
                    "schema %d is of type %s, expected %s, the stream's format"
                            .formatted(id, schema.type(), type));
        }
    }

    /** The bytes behind the head are not what their schema says. */
    static HeddleException malformed(String what, int schema, Exception cause) {
        String found = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return HeddleException.invalidInput(
                List.of(
                        new Violation(
                                "",
                                "bytes that are not: " + found,
                                "%s of schema %d".formatted(what, schema))));
    }
}
