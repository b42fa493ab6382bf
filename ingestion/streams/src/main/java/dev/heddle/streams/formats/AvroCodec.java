package dev.heddle.streams.formats;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.EventCodec;
import dev.heddle.runtime.JsonRows;
import dev.heddle.runtime.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Avro with its schemas in a registry. What is read is decoded by the schema that it was written
 * with; what is written is registered as {@code <topic>-value}.
 */
final class AvroCodec implements EventCodec {
    private static final String TYPE = "AVRO";

    private final SchemaRegistry registry;
    private final LookUps<Integer, Schema> schemas;
    private final LookUps<Target, Written> written;

    AvroCodec(SchemaRegistry registry) {
        this.registry = registry;
        this.schemas = new LookUps<>(this::find);
        this.written = new LookUps<>(this::register);
    }

    /** Records of one class on their way to one topic. */
    private record Target(String topic, JsonRows rows) {}

    private record Written(byte[] head, AvroRecords records) {}

    @Override
    public Row read(byte[] value, JsonRows rows) {
        int id = WireFormat.schema(value);
        return rows.read(AvroTokens.of(schemas.get(id), id, value));
    }

    private Schema find(int id) {
        RegisteredSchema found = registry.schema(id);
        WireFormat.require(TYPE, id, found);
        try {
            Schema.Parser parser = new Schema.Parser().setValidateDefaults(false);
            found.references().values().forEach(parser::parse);
            return parser.parse(found.text());
        } catch (RuntimeException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT,
                    "schema %d is no Avro schema: %s".formatted(id, e.getMessage()));
        }
    }

    @Override
    public byte[] write(String topic, Row row, JsonRows rows) {
        Written target = written.get(new Target(topic, rows));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            bytes.write(target.head());
            target.records().write(row, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private Written register(Target target) {
        AvroRecords records = AvroRecords.of(target.topic(), target.rows().struct());
        int id = registry.register(target.topic() + "-value", records.schema().toString());
        return new Written(WireFormat.head(id), records);
    }
}
