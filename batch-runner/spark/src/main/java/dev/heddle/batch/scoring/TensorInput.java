package dev.heddle.batch.scoring;

import dev.heddle.model.DataType;
import dev.heddle.model.Tensor;
import dev.heddle.runtime.TensorField;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.Platform;

/** One input of a graph for a batch of rows; its memory is used for one batch after the other. */
final class TensorInput {
    private static final boolean IS_LITTLE_ENDIAN =
            ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final DataType type;
    private final int width;
    private final boolean isVector;
    private final long[] shape;
    private final ByteBuffer bytes;

    /**
     * An input.
     *
     * @param size how many rows at most
     */
    TensorInput(TensorField field, int size) {
        type = field.type();
        width = TensorBatch.width(field);
        shape = field.shape().stream().mapToLong(Long::longValue).toArray();
        isVector = width != 1;
        bytes =
                ByteBuffer.allocate(Math.multiplyExact(size, width * type.bytes()))
                        .order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Takes the values of a column's rows as they lie in its memory.
     *
     * @return false if they do not lie there so, and nothing was taken
     */
    boolean fill(ColumnVector column, int from, int count) {
        if (column.hasNull()) {
            return false;
        }
        if (!isVector) {
            return put(column, from, count);
        }
        return column instanceof WritableColumnVector arrays
                && !column.getChild(0).hasNull()
                && areOneAfterTheOther(arrays, from, count)
                && put(column.getChild(0), arrays.getArrayOffset(from), count * width);
    }

    private boolean areOneAfterTheOther(WritableColumnVector arrays, int from, int count) {
        int next = arrays.getArrayOffset(from);
        for (int row = from; row < from + count; row++) {
            if (arrays.getArrayOffset(row) != next || arrays.getArrayLength(row) != width) {
                return false;
            }
            next += width;
        }
        return true;
    }

    private boolean put(ColumnVector values, int from, int count) {
        bytes.clear();
        switch (type) {
            case FLOAT32 -> bytes.asFloatBuffer().put(values.getFloats(from, count));
            case FLOAT64 -> bytes.asDoubleBuffer().put(values.getDoubles(from, count));
            case INT32 -> bytes.asIntBuffer().put(values.getInts(from, count));
            case INT64 -> bytes.asLongBuffer().put(values.getLongs(from, count));
            case BOOL, INT8, INT16, UINT8, UINT16, UINT32, UINT64, FLOAT16, STRING -> {
                return false;
            }
        }
        bytes.position(count * type.bytes());
        return true;
    }

    /**
     * Takes the values of rows.
     *
     * @return false if one is missing, or of another length
     */
    boolean fill(InternalRow[] rows, int count, int column) {
        bytes.clear();
        for (int row = 0; row < count; row++) {
            if (rows[row].isNullAt(column)) {
                return false;
            }
            if (isVector) {
                ArrayData values = rows[row].getArray(column);
                if (values.numElements() != width || !putAll(values)) {
                    return false;
                }
            } else {
                put(rows[row], column);
            }
        }
        return true;
    }

    private boolean putAll(ArrayData values) {
        if (values instanceof UnsafeArrayData from && IS_LITTLE_ENDIAN) {
            return putMemory(from.getBaseObject(), from.getBaseOffset());
        }
        for (int i = 0; i < width; i++) {
            if (values.isNullAt(i)) {
                return false;
            }
            put(values, i);
        }
        return true;
    }

    /** Spark's own arrays: a count, a bit for every null, and then the elements as they are. */
    private boolean putMemory(Object base, long offset) {
        int header = UnsafeArrayData.calculateHeaderPortionInBytes(width);
        for (int i = Long.BYTES; i < header; i += Long.BYTES) {
            if (Platform.getLong(base, offset + i) != 0) {
                return false;
            }
        }
        int length = width * type.bytes();
        Platform.copyMemory(
                base,
                offset + header,
                bytes.array(),
                Platform.BYTE_ARRAY_OFFSET + bytes.position(),
                length);
        bytes.position(bytes.position() + length);
        return true;
    }

    private void put(SpecializedGetters from, int place) {
        switch (type) {
            case FLOAT32 -> bytes.putFloat(from.getFloat(place));
            case FLOAT64 -> bytes.putDouble(from.getDouble(place));
            case INT32 -> bytes.putInt(from.getInt(place));
            case INT64 -> bytes.putLong(from.getLong(place));
            case BOOL -> bytes.put((byte) (from.getBoolean(place) ? 1 : 0));
            case INT8, INT16, UINT8, UINT16, UINT32, UINT64, FLOAT16, STRING ->
                    throw new IllegalStateException(type + " goes by records");
        }
    }

    /** The tensor of the rows that were taken last. */
    Tensor tensor(int count) {
        long[] sizes = shape.clone();
        sizes[0] = count;
        return Tensor.wrap(type, sizes, bytes.flip());
    }
}
