package dev.heddle.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A dense array of any rank, row-major. Immutable: {@link #data} gives read-only views, and what a
 * factory method is given is copied, except by {@link #wrap}.
 *
 * <p>Numbers and booleans (one byte, 0 or 1) are kept in little-endian order; texts are kept as a
 * list.
 */
public final class Tensor {
    private final DataType type;
    private final long[] shape;
    private final ByteBuffer data;
    private final List<String> strings;

    private Tensor(DataType type, long[] shape, ByteBuffer data, List<String> strings) {
        this.type = Objects.requireNonNull(type, "type");
        this.shape = shape.clone();
        this.data = data;
        this.strings = strings;
        long expected = elementCount(shape);
        long actual = type == DataType.STRING ? strings.size() : data.capacity() / type.bytes();
        if (expected != actual
                || (type != DataType.STRING && data.capacity() % type.bytes() != 0)) {
            throw new IllegalArgumentException(
                    "shape %s holds %d elements of %s, got %s"
                            .formatted(
                                    Arrays.toString(shape),
                                    expected,
                                    type.wireName(),
                                    type == DataType.STRING
                                            ? actual + " texts"
                                            : data.capacity() + " bytes"));
        }
    }

    /** Floats in row-major order; a shape left out means one dimension. */
    public static Tensor of(float[] values, long... shape) {
        ByteBuffer data = allocate(DataType.FLOAT32, values.length);
        data.asFloatBuffer().put(values);
        return new Tensor(DataType.FLOAT32, shapeOr(shape, values.length), data, List.of());
    }

    /** Doubles in row-major order; a shape left out means one dimension. */
    public static Tensor of(double[] values, long... shape) {
        ByteBuffer data = allocate(DataType.FLOAT64, values.length);
        data.asDoubleBuffer().put(values);
        return new Tensor(DataType.FLOAT64, shapeOr(shape, values.length), data, List.of());
    }

    /** Longs in row-major order; a shape left out means one dimension. */
    public static Tensor of(long[] values, long... shape) {
        ByteBuffer data = allocate(DataType.INT64, values.length);
        data.asLongBuffer().put(values);
        return new Tensor(DataType.INT64, shapeOr(shape, values.length), data, List.of());
    }

    /** Ints in row-major order; a shape left out means one dimension. */
    public static Tensor of(int[] values, long... shape) {
        ByteBuffer data = allocate(DataType.INT32, values.length);
        data.asIntBuffer().put(values);
        return new Tensor(DataType.INT32, shapeOr(shape, values.length), data, List.of());
    }

    /** Texts in row-major order; a shape left out means one dimension. */
    public static Tensor of(List<String> values, long... shape) {
        return new Tensor(
                DataType.STRING, shapeOr(shape, values.size()), null, List.copyOf(values));
    }

    /**
     * A tensor over bytes that are already there, without a copy.
     *
     * @param type any type but {@link DataType#STRING}
     * @param shape the sizes, none of them negative
     * @param littleEndian the elements from position to limit; the caller no longer writes to them
     */
    public static Tensor wrap(DataType type, long[] shape, ByteBuffer littleEndian) {
        if (type == DataType.STRING) {
            throw new IllegalArgumentException("texts have no fixed size; use of(List, shape)");
        }
        return new Tensor(
                type, shape, littleEndian.slice().order(ByteOrder.LITTLE_ENDIAN), List.of());
    }

    /**
     * How many elements a shape holds; 1 for no dimensions.
     *
     * @throws IllegalArgumentException if a size is negative or the product exceeds 2^31 - 1
     */
    public static long elementCount(long... shape) {
        long count = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("negative size in " + Arrays.toString(shape));
            }
            count = size == 0 || count == 0 ? 0 : Math.multiplyExact(count, size);
            if (count > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "shape %s holds more than 2^31 - 1 elements"
                                .formatted(Arrays.toString(shape)));
            }
        }
        return count;
    }

    /** The element type. */
    public DataType type() {
        return type;
    }

    /** The sizes, outermost first; a copy. */
    public long[] shape() {
        return shape.clone();
    }

    /** How many elements there are. */
    public int size() {
        return type == DataType.STRING ? strings.size() : data.capacity() / type.bytes();
    }

    /**
     * The elements as little-endian bytes: a read-only view, from position 0.
     *
     * @throws IllegalStateException for texts
     */
    public ByteBuffer data() {
        if (type == DataType.STRING) {
            throw new IllegalStateException("a tensor of texts has no bytes; use strings()");
        }
        return data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The elements as texts; unmodifiable.
     *
     * @throws IllegalStateException unless the type is {@link DataType#STRING}
     */
    public List<String> strings() {
        if (type != DataType.STRING) {
            throw new IllegalStateException("a tensor of " + type.wireName() + " has no texts");
        }
        return strings;
    }

    /**
     * The elements as floats; a copy.
     *
     * @throws IllegalStateException unless the type is {@link DataType#FLOAT32}
     */
    public float[] floats() {
        expect(DataType.FLOAT32);
        float[] values = new float[size()];
        data().asFloatBuffer().get(values);
        return values;
    }

    /**
     * The elements as doubles; a copy.
     *
     * @throws IllegalStateException unless the type is {@link DataType#FLOAT64}
     */
    public double[] doubles() {
        expect(DataType.FLOAT64);
        double[] values = new double[size()];
        data().asDoubleBuffer().get(values);
        return values;
    }

    /**
     * The elements as longs; a copy.
     *
     * @throws IllegalStateException unless the type is {@link DataType#INT64}
     */
    public long[] longs() {
        expect(DataType.INT64);
        long[] values = new long[size()];
        data().asLongBuffer().get(values);
        return values;
    }

    /**
     * The elements as ints; a copy.
     *
     * @throws IllegalStateException unless the type is {@link DataType#INT32}
     */
    public int[] ints() {
        expect(DataType.INT32);
        int[] values = new int[size()];
        data().asIntBuffer().get(values);
        return values;
    }

    /** The same elements in another shape of as many. */
    public Tensor reshape(long... newShape) {
        return new Tensor(type, newShape, data, strings);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that
                && type == that.type
                && Arrays.equals(shape, that.shape)
                && Objects.equals(data, that.data)
                && strings.equals(that.strings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, Arrays.hashCode(shape), data, strings);
    }

    /** Type, shape and at most 64 bytes of the content. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("tensor<").append(type.wireName()).append(", ");
        text.append(Arrays.toString(shape)).append(">");
        if (type == DataType.STRING) {
            return text.append(strings.subList(0, Math.min(8, strings.size()))).toString();
        }
        byte[] head = new byte[Math.min(64, data.capacity())];
        data.get(0, head);
        text.append(" 0x");
        for (byte b : head) {
            text.append(Character.forDigit((b >> 4) & 15, 16))
                    .append(Character.forDigit(b & 15, 16));
        }
        return text.append(data.capacity() > head.length ? "…" : "").toString();
    }

    private static ByteBuffer allocate(DataType type, int elements) {
        return ByteBuffer.allocate(Math.multiplyExact(type.bytes(), elements))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long[] shapeOr(long[] shape, int elements) {
        return shape.length == 0 ? new long[] {elements} : shape;
    }

    private void expect(DataType expected) {
        if (type != expected) {
            throw new IllegalStateException(
                    "the tensor holds %s, not %s".formatted(type.wireName(), expected.wireName()));
        }
    }
}
