package dev.heddle.streams.formats;

import dev.heddle.model.DataType;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Tensor;
import dev.heddle.runtime.Row;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;

/**
 * Rows of one struct as Avro records. An optional field is a union of null, its default, and its
 * type; a timestamp is {@code timestamp-micros}, and loses what is finer.
 *
 * @param struct what rows hold
 * @param schema the same in Avro
 */
record AvroRecords(Struct struct, Schema schema) {
    /**
     * Records for a topic.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if a field has a name or a type that Avro
     *     does not have
     */
    static AvroRecords of(String topic, Struct struct) {
        String name = topic.replaceAll("[^A-Za-z0-9_]", "_");
        return new AvroRecords(
                struct, record(struct, Character.isDigit(name.charAt(0)) ? "_" + name : name));
    }

    private static Schema record(Struct struct, String name) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Field field : struct.fields()) {
            Schema type = type(field, name + "_" + field.name());
            try {
                fields.add(
                        field.required()
                                ? new Schema.Field(field.name(), type, field.doc().orElse(null))
                                : new Schema.Field(
                                        field.name(),
                                        Schema.createUnion(Schema.create(Schema.Type.NULL), type),
                                        field.doc().orElse(null),
                                        Schema.Field.NULL_DEFAULT_VALUE));
            } catch (AvroRuntimeException e) {
                throw refused(field, "a name that Avro takes: " + e.getMessage());
            }
        }
        return Schema.createRecord(name, null, null, false, fields);
    }

    private static Schema type(Field field, String name) {
        return type(field, field.type(), name);
    }

    /** Records within have names of their own: each is made of its path. */
    private static Schema type(Field field, FieldType type, String name) {
        return switch (type.kind()) {
            case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
            case INTEGER -> Schema.create(Schema.Type.INT);
            case LONG -> Schema.create(Schema.Type.LONG);
            case FLOAT -> Schema.create(Schema.Type.FLOAT);
            case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
            case STRING -> Schema.create(Schema.Type.STRING);
            case BINARY -> Schema.create(Schema.Type.BYTES);
            case DATE -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
            case TIMESTAMP ->
                    LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
            case LIST -> Schema.createArray(type(field, ((ListOf) type).element(), name));
            case MAP -> Schema.createMap(type(field, ((MapOf) type).value(), name));
            case STRUCT -> record((Struct) type, name);
            case TENSOR -> tensor(field, (TensorOf) type);
        };
    }

    /** Arrays within arrays, as in JSON. */
    private static Schema tensor(Field field, TensorOf type) {
        Schema schema =
                element(type.elements())
                        .map(element -> type(field, element, ""))
                        .orElseThrow(
                                () ->
                                        refused(
                                                field,
                                                "a tensor of int32, int64, float32, float64 or"
                                                        + " str"));
        for (int i = 0; i < type.shape().size(); i++) {
            schema = Schema.createArray(schema);
        }
        return schema;
    }

    private static Optional<Scalar> element(DataType type) {
        return switch (type) {
            case INT32 -> Optional.of(Scalar.INTEGER);
            case INT64 -> Optional.of(Scalar.LONG);
            case FLOAT32 -> Optional.of(Scalar.FLOAT);
            case FLOAT64 -> Optional.of(Scalar.DOUBLE);
            case STRING -> Optional.of(Scalar.STRING);
            case BOOL, INT8, INT16, UINT8, UINT16, UINT32, UINT64, FLOAT16 -> Optional.empty();
        };
    }

    private static HeddleException refused(Field field, String expected) {
        return new HeddleException(
                ErrorCode.INVALID_INPUT,
                "field '%s' of type %s cannot be in an Avro record, expected %s"
                        .formatted(field.name(), field.type(), expected));
    }

    /** Writes a row of the struct. */
    void write(Row row, Encoder out) throws IOException {
        write(struct, row, out);
    }

    private static void write(Struct struct, Row row, Encoder out) throws IOException {
        for (int i = 0; i < struct.fields().size(); i++) {
            Field field = struct.fields().get(i);
            if (!field.required()) {
                out.writeIndex(row.isPresent(i) ? 1 : 0);
            }
            if (row.isPresent(i)) {
                write(field.type(), row.boxedAt(i), out);
            }
        }
    }

    private static void write(FieldType type, Object value, Encoder out) throws IOException {
        switch (type.kind()) {
            case BOOLEAN -> out.writeBoolean((boolean) value);
            case INTEGER -> out.writeInt((int) value);
            case LONG -> out.writeLong((long) value);
            case FLOAT -> out.writeFloat((float) value);
            case DOUBLE -> out.writeDouble((double) value);
            case STRING -> out.writeBytes(((String) value).getBytes(StandardCharsets.UTF_8));
            case BINARY -> out.writeBytes((byte[]) value);
            case DATE -> out.writeInt(Math.toIntExact(((LocalDate) value).toEpochDay()));
            case TIMESTAMP -> out.writeLong(micros((Instant) value));
            case LIST -> writeList(((ListOf) type).element(), value, out);
            case MAP -> writeMap(((MapOf) type).value(), (Map<?, ?>) value, out);
            case STRUCT -> write((Struct) type, (Row) value, out);
            case TENSOR -> {
                Tensor tensor = (Tensor) value;
                Scalar element = element(tensor.type()).orElseThrow();
                writeLevel(element, elements(tensor), tensor.shape(), 0, 0, out);
            }
        }
    }

    private static long micros(Instant time) {
        return Math.addExact(
                Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }

    private static void writeList(FieldType element, Object list, Encoder out) throws IOException {
        int size = list instanceof List<?> items ? items.size() : Array.getLength(list);
        out.writeArrayStart();
        out.setItemCount(size);
        for (int i = 0; i < size; i++) {
            out.startItem();
            write(element, at(list, i), out);
        }
        out.writeArrayEnd();
    }

    private static Object at(Object list, int index) {
        return list instanceof List<?> items ? items.get(index) : Array.get(list, index);
    }

    private static Object elements(Tensor tensor) {
        return switch (tensor.type()) {
            case INT32 -> tensor.ints();
            case INT64 -> tensor.longs();
            case FLOAT32 -> tensor.floats();
            case FLOAT64 -> tensor.doubles();
            case STRING -> tensor.strings();
            case BOOL, INT8, INT16, UINT8, UINT16, UINT32, UINT64, FLOAT16 ->
                    throw new IllegalStateException("the schema has no " + tensor.type());
        };
    }

    /** Writes what lies below one index of a tensor; the place behind the last element. */
    private static int writeLevel(
            Scalar element, Object elements, long[] shape, int depth, int from, Encoder out)
            throws IOException {
        if (depth == shape.length) {
            write(element, at(elements, from), out);
            return from + 1;
        }
        int next = from;
        out.writeArrayStart();
        out.setItemCount(shape[depth]);
        for (long i = 0; i < shape[depth]; i++) {
            out.startItem();
            next = writeLevel(element, elements, shape, depth + 1, next, out);
        }
        out.writeArrayEnd();
        return next;
    }

    private static void writeMap(FieldType element, Map<?, ?> map, Encoder out) throws IOException {
        out.writeMapStart();
        out.setItemCount(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.startItem();
            out.writeBytes(((String) entry.getKey()).getBytes(StandardCharsets.UTF_8));
            write(element, entry.getValue(), out);
        }
        out.writeMapEnd();
    }
}
