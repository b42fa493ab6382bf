package dev.heddle.runtime;

import dev.heddle.model.FieldType.Struct;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One record of a signature's struct, in the one form that every engine maps to: JSON, tensors,
 * table rows and Java records all become rows. Numbers and booleans lie unboxed.
 *
 * <p>What a field holds, by its kind: numbers and booleans in the numeric slot; a {@code String};
 * {@code byte[]}; {@code LocalDate}; {@code Instant}; for a list of booleans or numbers the
 * primitive array, for any other list a {@code List}; a {@code Map} by text; a nested row; a {@code
 * Tensor}. In lists and maps, numbers and booleans are boxed. A field that is absent holds null.
 *
 * <p>Not safe for use by many threads while it is being filled.
 */
public final class Row {
    /** Stands in the slot of a number or boolean that is there. */
    static final Object PRESENT = new Object();

    private final Struct type;
    private final long[] numbers;
    private final Object[] values;

    /** A row in which every field is absent. */
    public Row(Struct type) {
        this.type = type;
        this.numbers = new long[type.fields().size()];
        this.values = new Object[numbers.length];
    }

    /** The struct whose fields this row holds. */
    public Struct type() {
        return type;
    }

    /** Whether the field of that index is there. */
    public boolean isPresent(int index) {
        return values[index] != null;
    }

    /** The boolean at an index. */
    public boolean booleanAt(int index) {
        return numbers[index] != 0;
    }

    /** The integer at an index. */
    public int intAt(int index) {
        return (int) numbers[index];
    }

    /** The long at an index. */
    public long longAt(int index) {
        return numbers[index];
    }

    /** The float at an index. */
    public float floatAt(int index) {
        return Float.intBitsToFloat((int) numbers[index]);
    }

    /** The double at an index. */
    public double doubleAt(int index) {
        return Double.longBitsToDouble(numbers[index]);
    }

    /** What is no number and no boolean at an index; null if it is absent. */
    public Object valueAt(int index) {
        return values[index];
    }

    /** Sets a boolean. */
    public void set(int index, boolean value) {
        numbers[index] = value ? 1 : 0;
        present(index);
    }

    /** Sets an integer. */
    public void set(int index, int value) {
        numbers[index] = value;
        present(index);
    }

    /** Sets a long. */
    public void set(int index, long value) {
        numbers[index] = value;
        present(index);
    }

    /** Sets a float. */
    public void set(int index, float value) {
        numbers[index] = Float.floatToRawIntBits(value);
        present(index);
    }

    /** Sets a double. */
    public void set(int index, double value) {
        numbers[index] = Double.doubleToRawLongBits(value);
        present(index);
    }

    /**
     * Writes nothing that is there already: a collector takes note of every reference it is told.
     */
    private void present(int index) {
        if (values[index] != PRESENT) {
            values[index] = PRESENT;
        }
    }

    /** Sets what is no number and no boolean; null makes the field absent. */
    public void setValue(int index, Object value) {
        values[index] = value;
    }

    /** The value at an index with numbers and booleans boxed; null if it is absent. */
    public Object boxedAt(int index) {
        if (values[index] == null) {
            return null;
        }
        return switch (type.fields().get(index).type().kind()) {
            case BOOLEAN -> booleanAt(index);
            case INTEGER -> intAt(index);
            case LONG -> longAt(index);
            case FLOAT -> floatAt(index);
            case DOUBLE -> doubleAt(index);
            case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR -> values[index];
        };
    }

    /** Sets a value as {@link #boxedAt} gives it; null makes the field absent. */
    public void setBoxed(int index, Object value) {
        if (value == null) {
            values[index] = null;
            return;
        }
        switch (type.fields().get(index).type().kind()) {
            case BOOLEAN -> set(index, (boolean) value);
            case INTEGER -> set(index, (int) value);
            case LONG -> set(index, (long) value);
            case FLOAT -> set(index, (float) value);
            case DOUBLE -> set(index, (double) value);
            case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR ->
                    setValue(index, value);
        }
    }

    /** Equal types and equal values, NaN equal to itself and 0.0 different from -0.0. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Row that) || !type.equals(that.type)) {
            return false;
        }
        for (int i = 0; i < values.length; i++) {
            if (!same(boxedAt(i), that.boxedAt(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = values.length;
        for (int i = 0; i < values.length; i++) {
            Object value = boxedAt(i);
            hash = 31 * hash + (isPlain(value) ? Objects.hashCode(value) : 1);
        }
        return hash;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < values.length; i++) {
            text.append(i > 0 ? ", " : "").append(type.fields().get(i).name()).append("=");
            String value = Arrays.deepToString(new Object[] {boxedAt(i)});
            text.append(value, 1, value.length() - 1);
        }
        return text.append("}").toString();
    }

    private static boolean isPlain(Object value) {
        return value == null
                || value instanceof String
                || value instanceof Number
                || value instanceof Boolean;
    }

    private static boolean same(Object left, Object right) {
        if (left instanceof List<?> a && right instanceof List<?> b) {
            if (a.size() != b.size()) {
                return false;
            }
            for (int i = 0; i < a.size(); i++) {
                if (!same(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            return a.keySet().equals(b.keySet())
                    && a.keySet().stream().allMatch(key -> same(a.get(key), b.get(key)));
        }
        return Objects.deepEquals(left, right);
    }
}
