package dev.heddle.runtime;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.Kind;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Writes rows of one struct as JSON objects. */
final class StructWriter {
    private final SerializableString[] names;
    private final Kind[] kinds;
    private final ValueWriter[] values;

    StructWriter(Struct struct) {
        int count = struct.fields().size();
        names = new SerializableString[count];
        kinds = new Kind[count];
        values = new ValueWriter[count];
        for (int i = 0; i < count; i++) {
            names[i] = new SerializedString(struct.fields().get(i).name());
            kinds[i] = struct.fields().get(i).type().kind();
            values[i] = valueWriter(struct.fields().get(i).type());
        }
    }

    void write(JsonGenerator generator, Row row) throws IOException {
        generator.writeStartObject();
        for (int i = 0; i < names.length; i++) {
            generator.writeFieldName(names[i]);
            if (!row.isPresent(i)) {
                generator.writeNull();
                continue;
            }
            switch (kinds[i]) {
                case BOOLEAN -> generator.writeBoolean(row.booleanAt(i));
                case INTEGER -> generator.writeNumber(row.intAt(i));
                case LONG -> generator.writeNumber(row.longAt(i));
                case FLOAT -> generator.writeNumber(row.floatAt(i));
                case DOUBLE -> generator.writeNumber(row.doubleAt(i));
                case STRING -> generator.writeString((String) row.valueAt(i));
                case BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR ->
                        values[i].write(generator, row.valueAt(i));
            }
        }
        generator.writeEndObject();
    }

    interface ValueWriter {
        void write(JsonGenerator generator, Object value) throws IOException;
    }

    static ValueWriter valueWriter(FieldType type) {
        return switch (type.kind()) {
            case BOOLEAN -> (generator, value) -> generator.writeBoolean((boolean) value);
            case INTEGER -> (generator, value) -> generator.writeNumber((int) value);
            case LONG -> (generator, value) -> generator.writeNumber((long) value);
            case FLOAT -> (generator, value) -> generator.writeNumber((float) value);
            case DOUBLE -> (generator, value) -> generator.writeNumber((double) value);
            case STRING -> (generator, value) -> generator.writeString((String) value);
            case BINARY -> (generator, value) -> generator.writeBinary((byte[]) value);
            case DATE, TIMESTAMP -> (generator, value) -> generator.writeString(value.toString());
            case LIST -> listWriter((ListOf) type);
            case MAP -> mapWriter((MapOf) type);
            case STRUCT -> {
                StructWriter writer = new StructWriter((Struct) type);
                yield (generator, value) -> writer.write(generator, (Row) value);
            }
            case TENSOR -> (generator, value) -> TensorElements.write(generator, (Tensor) value);
        };
    }

    private static ValueWriter listWriter(ListOf list) {
        return switch (list.element().kind()) {
            case BOOLEAN ->
                    (generator, value) -> {
                        generator.writeStartArray();
                        for (boolean item : (boolean[]) value) {
                            generator.writeBoolean(item);
                        }
                        generator.writeEndArray();
                    };
            case INTEGER ->
                    (generator, value) ->
                            generator.writeArray((int[]) value, 0, ((int[]) value).length);
            case LONG ->
                    (generator, value) ->
                            generator.writeArray((long[]) value, 0, ((long[]) value).length);
            case FLOAT ->
                    (generator, value) -> {
                        generator.writeStartArray();
                        for (float item : (float[]) value) {
                            generator.writeNumber(item);
                        }
                        generator.writeEndArray();
                    };
            case DOUBLE ->
                    (generator, value) ->
                            generator.writeArray((double[]) value, 0, ((double[]) value).length);
            case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR -> {
                ValueWriter element = valueWriter(list.element());
                yield (generator, value) -> {
                    generator.writeStartArray();
                    for (Object item : (List<?>) value) {
                        element.write(generator, item);
                    }
                    generator.writeEndArray();
                };
            }
        };
    }

    private static ValueWriter mapWriter(MapOf map) {
        ValueWriter element = valueWriter(map.value());
        return (generator, value) -> {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                generator.writeFieldName((String) entry.getKey());
                element.write(generator, entry.getValue());
            }
            generator.writeEndObject();
        };
    }
}
