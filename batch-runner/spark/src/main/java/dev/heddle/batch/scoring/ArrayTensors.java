package dev.heddle.batch.scoring;

import dev.heddle.model.DataType;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Tensor;
import dev.heddle.model.Violation;
import dev.heddle.runtime.HalfFloat;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/** Tensors as Spark's arrays in arrays, and back. */
final class ArrayTensors {
    private final TensorOf type;
    private final int rank;

    ArrayTensors(TensorOf type) {
        this.type = type;
        this.rank = type.shape().size();
    }

    /**
     * A tensor of a value of Spark's.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if arrays differ in length or in what the
     *     type says, or hold nulls
     */
    Tensor read(Object value) {
        long[] shape = new long[rank];
        Object inner = value;
        for (int i = 0; i < rank; i++) {
            ArrayData array = (ArrayData) inner;
            shape[i] = array.numElements();
            if (type.shape().get(i) >= 0 && type.shape().get(i) != shape[i]) {
                throw wrong("an array of %d".formatted(shape[i]));
            }
            if (shape[i] == 0) {
                // What the arrays would have held is known where the type says so.
                for (int j = i + 1; j < rank; j++) {
                    shape[j] = Math.max(0, type.shape().get(j));
                }
                break;
            }
            if (i + 1 == rank) {
                break;
            }
            if (array.isNullAt(0)) {
                throw wrong("a null inside of it");
            }
            inner = array.getArray(0);
        }
        int size = (int) Tensor.elementCount(shape);
        if (type.elements() == DataType.STRING) {
            List<String> texts = new ArrayList<>(size);
            strings(value, shape, 0, texts);
            return texts.isEmpty() || rank == 0
                    ? Tensor.of(texts, texts.size()).reshape(shape)
                    : Tensor.of(texts, shape);
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(size * type.elements().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        if (rank == 0) {
            put(new GenericArrayData(new Object[] {value}), 0, bytes);
        } else {
            numbers((ArrayData) value, shape, 0, bytes);
        }
        return Tensor.wrap(type.elements(), shape, bytes.flip());
    }

    private HeddleException wrong(String found) {
        return HeddleException.invalidInput(List.of(new Violation("", found, type.toString())));
    }

    private ArrayData level(ArrayData array, long[] shape, int depth) {
        if (array.numElements() != shape[depth]) {
            throw wrong("arrays of different lengths");
        }
        for (int i = 0; i < array.numElements(); i++) {
            if (array.isNullAt(i)) {
                throw wrong("a null inside of it");
            }
        }
        return array;
    }

    private void numbers(ArrayData array, long[] shape, int depth, ByteBuffer into) {
        level(array, shape, depth);
        for (int i = 0; i < array.numElements(); i++) {
            if (depth + 1 < rank) {
                numbers(array.getArray(i), shape, depth + 1, into);
            } else {
                put(array, i, into);
            }
        }
    }

    private void put(ArrayData array, int i, ByteBuffer into) {
        switch (type.elements()) {
            case BOOL -> into.put((byte) (array.getBoolean(i) ? 1 : 0));
            case INT8 -> into.put(array.getByte(i));
            case INT16 -> into.putShort(array.getShort(i));
            case UINT8 -> into.put((byte) within(array.getShort(i), 0xFF));
            case INT32 -> into.putInt(array.getInt(i));
            case UINT16 -> into.putShort((short) within(array.getInt(i), 0xFFFF));
            case INT64 -> into.putLong(array.getLong(i));
            case UINT32 -> into.putInt((int) within(array.getLong(i), 0xFFFFFFFFL));
            case UINT64 -> into.putLong(unsigned(array.getDecimal(i, 20, 0)));
            case FLOAT16 -> into.putShort(HalfFloat.of(array.getFloat(i)));
            case FLOAT32 -> into.putFloat(array.getFloat(i));
            case FLOAT64 -> into.putDouble(array.getDouble(i));
            case STRING -> throw new IllegalStateException("texts have no bytes");
        }
    }

    private long within(long value, long max) {
        if (value < 0 || value > max) {
            throw wrong(Long.toString(value));
        }
        return value;
    }

    private long unsigned(Decimal value) {
        BigInteger number = value.toJavaBigInteger();
        if (number.signum() < 0 || number.bitLength() > 64) {
            throw wrong(number.toString());
        }
        return number.longValue();
    }

    private void strings(Object value, long[] shape, int depth, List<String> into) {
        if (depth == rank) {
            into.add(value.toString());
            return;
        }
        ArrayData array = level((ArrayData) value, shape, depth);
        for (int i = 0; i < array.numElements(); i++) {
            strings(
                    depth + 1 < rank ? array.getArray(i) : array.getUTF8String(i),
                    shape,
                    depth + 1,
                    into);
        }
    }

    /** Spark's value of a tensor. */
    Object write(Tensor tensor) {
        return write(tensor, tensor.shape(), 0, 0, tensor.size());
    }

    /** Spark's array of some elements of a tensor. */
    Object write(Tensor tensor, int from, int count) {
        return write(tensor, new long[] {count}, 0, from, count);
    }

    private Object write(Tensor tensor, long[] shape, int depth, int offset, int count) {
        if (depth == shape.length) {
            return at(tensor, offset);
        }
        if (depth + 1 == shape.length && tensor.type() != DataType.STRING) {
            ArrayData primitive = innermost(tensor, offset, count);
            if (primitive != null) {
                return primitive;
            }
        }
        Object[] items = new Object[(int) shape[depth]];
        int stride = items.length == 0 ? 0 : count / items.length;
        for (int i = 0; i < items.length; i++) {
            items[i] = write(tensor, shape, depth + 1, offset + i * stride, stride);
        }
        return new GenericArrayData(items);
    }

    private static ArrayData innermost(Tensor tensor, int offset, int count) {
        return switch (tensor.type()) {
            case FLOAT32 -> {
                float[] values = new float[count];
                tensor.data().asFloatBuffer().get(offset, values);
                yield UnsafeArrayData.fromPrimitiveArray(values);
            }
            case FLOAT64 -> {
                double[] values = new double[count];
                tensor.data().asDoubleBuffer().get(offset, values);
                yield UnsafeArrayData.fromPrimitiveArray(values);
            }
            case INT64 -> {
                long[] values = new long[count];
                tensor.data().asLongBuffer().get(offset, values);
                yield UnsafeArrayData.fromPrimitiveArray(values);
            }
            case INT32 -> {
                int[] values = new int[count];
                tensor.data().asIntBuffer().get(offset, values);
                yield UnsafeArrayData.fromPrimitiveArray(values);
            }
            case BOOL, INT8, UINT8, INT16, UINT16, UINT32, UINT64, FLOAT16, STRING -> null;
        };
    }

    private Object at(Tensor tensor, int index) {
        return switch (tensor.type()) {
            case BOOL -> tensor.data().get(index) != 0;
            case INT8 -> tensor.data().get(index);
            case UINT8 -> (short) (tensor.data().get(index) & 0xFF);
            case INT16 -> tensor.data().getShort(index * 2);
            case UINT16 -> tensor.data().getShort(index * 2) & 0xFFFF;
            case INT32 -> tensor.data().getInt(index * 4);
            case UINT32 -> tensor.data().getInt(index * 4) & 0xFFFFFFFFL;
            case INT64 -> tensor.data().getLong(index * 8);
            case UINT64 ->
                    Decimal.apply(
                            new BigDecimal(
                                    new BigInteger(
                                            Long.toUnsignedString(
                                                    tensor.data().getLong(index * 8)))),
                            20,
                            0);
            case FLOAT16 -> HalfFloat.toFloat(tensor.data().getShort(index * 2));
            case FLOAT32 -> tensor.data().getFloat(index * 4);
            case FLOAT64 -> tensor.data().getDouble(index * 8);
            case STRING -> UTF8String.fromString(tensor.strings().get(index));
        };
    }
}
