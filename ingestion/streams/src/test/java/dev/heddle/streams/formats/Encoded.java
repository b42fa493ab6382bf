package dev.heddle.streams.formats;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Values as the serializers of a registry write them, by Avro's own encoder. */
public final class Encoded {
    private Encoded() {}

    /** An Avro record of a schema that was registered. */
    public static byte[] avro(int id, GenericRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return with(id, bytes.toByteArray());
    }

    /** Any data behind the id of a schema. */
    public static byte[] with(int id, byte[] data) {
        return ByteBuffer.allocate(5 + data.length).put((byte) 0).putInt(id).put(data).array();
    }

    /** Reads a value by Avro's own decoder, with the schema that its id names. */
    public static GenericRecord read(TestRegistry registry, byte[] value) {
        Schema schema = registry.avro(ByteBuffer.wrap(value).getInt(1));
        try {
            return new GenericDatumReader<GenericRecord>(schema)
                    .read(
                            null,
                            DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
