package dev.heddle.streams.formats;

import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.UnsafeByteOperations;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.EventCodec;
import dev.heddle.runtime.JsonRows;
import dev.heddle.runtime.Row;
import java.io.IOException;
import java.util.List;

/** Protocol Buffers with their schemas in a registry; only read. */
final class ProtobufCodec implements EventCodec {
    private static final String TYPE = "PROTOBUF";
    private static final int DEEPEST = 100;

    private final SchemaRegistry registry;
    private final LookUps<Integer, ProtobufSchema> schemas;

    ProtobufCodec(SchemaRegistry registry) {
        this.registry = registry;
        this.schemas = new LookUps<>(this::find);
    }

    private ProtobufSchema find(int id) {
        RegisteredSchema found = registry.schema(id);
        WireFormat.require(TYPE, id, found);
        return ProtobufSchema.parse(id, found);
    }

    @Override
    public Row read(byte[] value, JsonRows rows) {
        int id = WireFormat.schema(value);
        ProtobufSchema schema = schemas.get(id);
        JsonParser tokens;
        try {
            tokens = ProtobufTokens.of(message(schema, value), rows.struct());
        } catch (IOException | RuntimeException e) {
            throw WireFormat.malformed("Protobuf", id, e);
        }
        return rows.read(tokens);
    }

    /**
     * Behind the head stands which of the schema's messages it is: how many numbers, and the place
     * of each message in the one around it; a single 0 for the first message.
     */
    private static DynamicMessage message(ProtobufSchema schema, byte[] value) throws IOException {
        CodedInputStream in =
                CodedInputStream.newInstance(
                        value, WireFormat.HEAD, value.length - WireFormat.HEAD);
        int count = in.readSInt32();
        if (count < 0 || count > DEEPEST) {
            throw new IOException("a message %d deep".formatted(count));
        }
        Descriptor descriptor = one(schema.messages(), count == 0 ? 0 : in.readSInt32());
        for (int i = 1; i < count; i++) {
            descriptor = one(ProtobufSchema.messages(descriptor), in.readSInt32());
        }
        int start = WireFormat.HEAD + in.getTotalBytesRead();
        ByteString data = UnsafeByteOperations.unsafeWrap(value).substring(start);
        return DynamicMessage.parseFrom(descriptor, data);
    }

    private static Descriptor one(List<Descriptor> messages, int index) throws IOException {
        if (index < 0 || index >= messages.size()) {
            throw new IOException("message %d of %d".formatted(index, messages.size()));
        }
        return messages.get(index);
    }

    @Override
    public byte[] write(String topic, Row row, JsonRows rows) {
        throw new HeddleException(
                ErrorCode.INVALID_REQUEST, "records are emitted as JSON or Avro, not as Protobuf");
    }
}
