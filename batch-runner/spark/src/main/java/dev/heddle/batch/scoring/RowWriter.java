package dev.heddle.batch.scoring;

import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.Kind;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.Tensor;
import dev.heddle.runtime.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/** Writes a model's results into Spark's internal rows, whose columns have exactly its types. */
public final class RowWriter {
    private final Kind[] kinds;
    private final Value[] values;

    public RowWriter(Struct struct) {
        int count = struct.fields().size();
        kinds = new Kind[count];
        values = new Value[count];
        for (int i = 0; i < count; i++) {
            kinds[i] = struct.fields().get(i).type().kind();
            values[i] = value(struct.fields().get(i).type());
        }
    }

    /** Spark's form of a value that is no null; numbers and booleans come boxed. */
    private interface Value {
        Object convert(Object value);
    }

    /** Sets the first columns of a row that can be changed. */
    public void write(Row from, InternalRow into) {
        for (int i = 0; i < kinds.length; i++) {
            if (!from.isPresent(i)) {
                into.setNullAt(i);
                continue;
            }
            switch (kinds[i]) {
                case BOOLEAN -> into.setBoolean(i, from.booleanAt(i));
                case INTEGER -> into.setInt(i, from.intAt(i));
                case LONG -> into.setLong(i, from.longAt(i));
                case FLOAT -> into.setFloat(i, from.floatAt(i));
                case DOUBLE -> into.setDouble(i, from.doubleAt(i));
                case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR ->
                        into.update(i, values[i].convert(from.valueAt(i)));
            }
        }
    }

    private static Value value(FieldType type) {
        return switch (type.kind()) {
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, BINARY -> value -> value;
            case STRING -> value -> UTF8String.fromString((String) value);
            case DATE -> value -> Math.toIntExact(((LocalDate) value).toEpochDay());
            case TIMESTAMP -> value -> micros((Instant) value);
            case LIST -> list((ListOf) type);
            case MAP -> map((MapOf) type);
            case STRUCT -> struct((Struct) type);
            case TENSOR -> {
                ArrayTensors tensors = new ArrayTensors((TensorOf) type);
                yield value -> tensors.write((Tensor) value);
            }
        };
    }

    private static long micros(Instant time) {
        return Math.addExact(
                Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }

    private static Value list(ListOf type) {
        return switch (type.element().kind()) {
            case BOOLEAN -> value -> UnsafeArrayData.fromPrimitiveArray((boolean[]) value);
            case INTEGER -> value -> UnsafeArrayData.fromPrimitiveArray((int[]) value);
            case LONG -> value -> UnsafeArrayData.fromPrimitiveArray((long[]) value);
            case FLOAT -> value -> UnsafeArrayData.fromPrimitiveArray((float[]) value);
            case DOUBLE -> value -> UnsafeArrayData.fromPrimitiveArray((double[]) value);
            case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR -> {
                Value element = value(type.element());
                yield value -> array((List<?>) value, element);
            }
        };
    }

    private static ArrayData array(java.util.Collection<?> values, Value element) {
        Object[] items = new Object[values.size()];
        int i = 0;
        for (Object value : values) {
            items[i++] = element.convert(value);
        }
        return new GenericArrayData(items);
    }

    private static Value map(MapOf type) {
        Value key = value(FieldType.Scalar.STRING);
        Value item = value(type.value());
        return value -> {
            Map<?, ?> map = (Map<?, ?>) value;
            return new ArrayBasedMapData(array(map.keySet(), key), array(map.values(), item));
        };
    }

    private static Value struct(Struct type) {
        RowWriter writer = new RowWriter(type);
        return value -> {
            GenericInternalRow row = new GenericInternalRow(type.fields().size());
            writer.write((Row) value, row);
            return row;
        };
    }
}
