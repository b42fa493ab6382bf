package dev.heddle.batch.scoring;

import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.Kind;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Violation;
import dev.heddle.runtime.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;

/** Reads a model's records from Spark's internal rows, whose columns have exactly its types. */
public final class RowReader {
    private static final long MICROS = 1_000_000L;

    private final Struct struct;
    private final Kind[] kinds;
    private final Value[] values;

    public RowReader(Struct struct) {
        this.struct = struct;
        int count = struct.fields().size();
        kinds = new Kind[count];
        values = new Value[count];
        for (int i = 0; i < count; i++) {
            kinds[i] = struct.fields().get(i).type().kind();
            values[i] = value(struct.fields().get(i).type());
        }
    }

    /** What is no number and no boolean, from one place of a row or array; never asked for null. */
    private interface Value {
        Object read(SpecializedGetters from, int ordinal);
    }

    /**
     * Sets every field of a record.
     *
     * @param from the row; fields begin at {@code offset}
     * @throws HeddleException with {@code INVALID_INPUT} if a required field is null, or a null is
     *     inside a value
     */
    public void read(SpecializedGetters from, int offset, Row into) {
        for (int i = 0; i < kinds.length; i++) {
            read(from, offset, i, into);
        }
    }

    /** Sets one field of a record, in the same way. */
    void read(SpecializedGetters from, int offset, int field, Row into) {
        int ordinal = offset + field;
        if (from.isNullAt(ordinal)) {
            if (struct.fields().get(field).required()) {
                throw missing(struct.fields().get(field));
            }
            into.setValue(field, null);
            return;
        }
        switch (kinds[field]) {
            case BOOLEAN -> into.set(field, from.getBoolean(ordinal));
            case INTEGER -> into.set(field, from.getInt(ordinal));
            case LONG -> into.set(field, from.getLong(ordinal));
            case FLOAT -> into.set(field, from.getFloat(ordinal));
            case DOUBLE -> into.set(field, from.getDouble(ordinal));
            case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR ->
                    into.setValue(field, values[field].read(from, ordinal));
        }
    }

    private static HeddleException missing(Field field) {
        return HeddleException.invalidInput(
                List.of(new Violation(field.name(), "null", field.type().toString())));
    }

    private static HeddleException nullInside(FieldType type) {
        return HeddleException.invalidInput(
                List.of(new Violation("", "a null inside of it", type.toString())));
    }

    private static Value value(FieldType type) {
        return switch (type.kind()) {
            case BOOLEAN -> SpecializedGetters::getBoolean;
            case INTEGER -> SpecializedGetters::getInt;
            case LONG -> SpecializedGetters::getLong;
            case FLOAT -> SpecializedGetters::getFloat;
            case DOUBLE -> SpecializedGetters::getDouble;
            case STRING -> (from, i) -> from.getUTF8String(i).toString();
            case BINARY -> SpecializedGetters::getBinary;
            case DATE -> (from, i) -> LocalDate.ofEpochDay(from.getInt(i));
            case TIMESTAMP -> (from, i) -> instant(from.getLong(i));
            case LIST -> list((ListOf) type);
            case MAP -> map((MapOf) type);
            case STRUCT -> struct((Struct) type);
            case TENSOR -> {
                TensorOf tensor = (TensorOf) type;
                DataType column = SparkTypes.of(type);
                ArrayTensors tensors = new ArrayTensors(tensor);
                yield (from, i) -> tensors.read(from.get(i, column));
            }
        };
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }

    /** Lists of booleans and numbers are primitive arrays in a record. */
    private static Value list(ListOf type) {
        return switch (type.element().kind()) {
            case BOOLEAN -> (from, i) -> full(from.getArray(i), type).toBooleanArray();
            case INTEGER -> (from, i) -> full(from.getArray(i), type).toIntArray();
            case LONG -> (from, i) -> full(from.getArray(i), type).toLongArray();
            case FLOAT -> (from, i) -> full(from.getArray(i), type).toFloatArray();
            case DOUBLE -> (from, i) -> full(from.getArray(i), type).toDoubleArray();
            case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR -> {
                Value element = value(type.element());
                yield (from, i) -> elements(full(from.getArray(i), type), element);
            }
        };
    }

    private static ArrayData full(ArrayData array, FieldType type) {
        for (int i = 0; i < array.numElements(); i++) {
            if (array.isNullAt(i)) {
                throw nullInside(type);
            }
        }
        return array;
    }

    private static List<Object> elements(ArrayData array, Value element) {
        List<Object> list = new ArrayList<>(array.numElements());
        for (int i = 0; i < array.numElements(); i++) {
            list.add(element.read(array, i));
        }
        return list;
    }

    private static Value map(MapOf type) {
        Value value = value(type.value());
        return (from, ordinal) -> {
            MapData data = from.getMap(ordinal);
            ArrayData keys = data.keyArray();
            ArrayData items = full(data.valueArray(), type);
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < data.numElements(); i++) {
                map.put(keys.getUTF8String(i).toString(), value.read(items, i));
            }
            return map;
        };
    }

    private static Value struct(Struct type) {
        RowReader reader = new RowReader(type);
        return (from, ordinal) -> {
            Row row = new Row(type);
            reader.read(from.getStruct(ordinal, type.fields().size()), 0, row);
            return row;
        };
    }
}
