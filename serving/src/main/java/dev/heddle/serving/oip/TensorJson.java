package dev.heddle.serving.oip;

import dev.heddle.model.DataType;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Tensor;
import dev.heddle.runtime.HalfFloat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the elements of one tensor from JSON, nested or flat, straight into their bytes. */
final class TensorJson {
    private static final VarHandle SHORTS = view(short[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle LONGS = view(long[].class);
    private static final VarHandle FLOATS = view(float[].class);
    private static final VarHandle DOUBLES = view(double[].class);

    private final JsonCursor json;
    private final DataType type;
    private final long[] shape;
    private final int count;
    private final byte[] bytes;
    private final List<String> texts;
    private int read;

    private TensorJson(JsonCursor json, DataType type, long[] shape, int count) {
        this.json = json;
        this.type = type;
        this.shape = shape;
        this.count = count;
        this.bytes = new byte[type == DataType.STRING ? 0 : count * type.bytes()];
        this.texts = type == DataType.STRING ? new ArrayList<>(count) : List.of();
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads the array that comes next.
     *
     * @param count how many elements the shape holds
     * @param left how many bytes of text are left, which bounds how many there can be
     * @throws HeddleException with {@code INVALID_REQUEST} if there are more or fewer, or one is
     *     not of that type
     */
    static Tensor read(
            JsonCursor json, String name, DataType type, long[] shape, long count, int left) {
        try {
            // Each takes a character at least, and one before or after it.
            if (count > left / 2) {
                throw wrong("shape %s holds %d elements, data holds fewer", shape, count);
            }
            if (count * type.bytes() > Integer.MAX_VALUE) {
                throw wrong("shape %s holds %d elements, which is too much", shape, count);
            }
            TensorJson reader = new TensorJson(json, type, shape, (int) count);
            return reader.read();
        } catch (HeddleException e) {
            throw new HeddleException(
                    e.code(), "input '%s': %s".formatted(name, e.getMessage()), e);
        }
    }

    private Tensor read() {
        json.pass('[');
        if (json.peek() == '[') {
            readLevel(0);
        } else {
            readFlat();
        }
        if (read != count) {
            throw wrong("shape %s holds %d elements, data holds " + read, shape, count);
        }
        return type == DataType.STRING
                ? Tensor.of(texts, read).reshape(shape)
                : Tensor.wrap(type, shape, ByteBuffer.wrap(bytes));
    }

    private static HeddleException wrong(String message, long[] shape, Object more) {
        return new HeddleException(
                ErrorCode.INVALID_REQUEST, message.formatted(Arrays.toString(shape), more));
    }

    private void readFlat() {
        for (boolean first = true; json.next(first, ']'); first = false) {
            if (read == count) {
                throw wrong("shape %s holds %d elements, data holds more", shape, count);
            }
            readElement();
            read++;
        }
    }

    /** Reads an array whose start was passed, at a depth of nested arrays. */
    private void readLevel(int depth) {
        if (depth >= shape.length) {
            throw nesting("it is deeper");
        }
        int items = 0;
        boolean isLast = depth == shape.length - 1;
        for (boolean first = true; json.next(first, ']'); first = false) {
            boolean isArray = json.peek() == '[';
            if (isArray == isLast) {
                throw nesting(isArray ? "it is deeper" : "it is less deep");
            }
            if (items == shape[depth] || (isLast && read == count)) {
                throw nesting("an array is longer");
            }
            if (isArray) {
                json.pass('[');
                readLevel(depth + 1);
            } else {
                readElement();
                read++;
            }
            items++;
        }
        if (items != shape[depth]) {
            throw nesting("an array is shorter");
        }
    }

    private HeddleException nesting(String how) {
        return wrong("data is nested otherwise than shape %s: %s", shape, how);
    }

    private void readElement() {
        switch (type) {
            case BOOL -> bytes[read] = (byte) (json.bool("true or false") ? 1 : 0);
            case INT8 -> bytes[read] = (byte) whole(Byte.MIN_VALUE, Byte.MAX_VALUE);
            case UINT8 -> bytes[read] = (byte) whole(0, 0xFF);
            case INT16 ->
                    SHORTS.set(bytes, read * 2, (short) whole(Short.MIN_VALUE, Short.MAX_VALUE));
            case UINT16 -> SHORTS.set(bytes, read * 2, (short) whole(0, 0xFFFF));
            case INT32 ->
                    INTS.set(bytes, read * 4, (int) whole(Integer.MIN_VALUE, Integer.MAX_VALUE));
            case UINT32 -> INTS.set(bytes, read * 4, (int) whole(0, 0xFFFFFFFFL));
            case INT64 -> LONGS.set(bytes, read * 8, json.integer("a whole number"));
            case UINT64 -> LONGS.set(bytes, read * 8, json.unsigned("a whole number of 0 or more"));
            case FLOAT16 -> SHORTS.set(bytes, read * 2, half());
            case FLOAT32 -> FLOATS.set(bytes, read * 4, json.floatValue("a number"));
            case FLOAT64 -> DOUBLES.set(bytes, read * 8, json.doubleValue("a number"));
            case STRING -> texts.add(json.string("a string"));
        }
    }

    private long whole(long least, long most) {
        int start = json.position();
        long value = json.integer("a whole number");
        if (value < least || value > most) {
            json.position(start);
            json.peek();
            throw json.wrong("a whole number from %d to %d".formatted(least, most));
        }
        return value;
    }

    private short half() {
        int start = json.position();
        float value = json.floatValue("a number");
        short half = HalfFloat.of(value);
        if (Float.isInfinite(HalfFloat.toFloat(half)) && !Float.isInfinite(value)) {
            json.position(start);
            json.peek();
            throw json.wrong("a number within ±65504");
        }
        return half;
    }
}
