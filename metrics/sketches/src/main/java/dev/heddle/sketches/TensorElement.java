package dev.heddle.sketches;

import dev.heddle.model.Tensor;
import dev.heddle.runtime.HalfFloat;
import java.nio.ByteBuffer;

/** Elements of tensors as numbers and texts. */
final class TensorElement {
    private TensorElement() {}

    /**
     * The element at an index in row-major order: a text, or a number, with booleans as 0 and 1.
     */
    static Object boxed(Tensor tensor, int index) {
        return switch (tensor.type()) {
            case STRING -> tensor.strings().get(index);
            case BOOL,
                    INT8,
                    INT16,
                    INT32,
                    INT64,
                    UINT8,
                    UINT16,
                    UINT32,
                    UINT64,
                    FLOAT16,
                    FLOAT32,
                    FLOAT64 ->
                    number(tensor, index);
        };
    }

    private static double number(Tensor tensor, int index) {
        ByteBuffer data = tensor.data();
        return switch (tensor.type()) {
            case BOOL -> data.get(index) != 0 ? 1 : 0;
            case INT8 -> data.get(index);
            case INT16 -> data.getShort(index * 2);
            case INT32 -> data.getInt(index * 4);
            case INT64 -> data.getLong(index * 8);
            case UINT8 -> data.get(index) & 0xFF;
            case UINT16 -> data.getShort(index * 2) & 0xFFFF;
            case UINT32 -> data.getInt(index * 4) & 0xFFFFFFFFL;
            case UINT64 -> unsigned(data.getLong(index * 8));
            case FLOAT16 -> HalfFloat.toFloat(data.getShort(index * 2));
            case FLOAT32 -> data.getFloat(index * 4);
            case FLOAT64 -> data.getDouble(index * 8);
            case STRING -> throw new IllegalStateException("a text is no number");
        };
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
    }
}
