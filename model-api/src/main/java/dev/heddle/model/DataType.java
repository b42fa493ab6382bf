package dev.heddle.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The element type of a tensor. The names are NumPy's, which MLflow's signatures use; see {@link
 * #wireName}.
 */
public enum DataType {
    BOOL(1),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    FLOAT16(2),
    FLOAT32(4),
    FLOAT64(8),
    /** Texts in UTF-8, of varying length. */
    STRING(0);

    private final int bytes;

    DataType(int bytes) {
        this.bytes = bytes;
    }

    /** The size of one element in bytes; 0 for {@link #STRING}, whose elements vary. */
    public int bytes() {
        return bytes;
    }

    /** Whether elements are whole numbers, signed or not. */
    public boolean isInteger() {
        return ordinal() >= INT8.ordinal() && ordinal() <= UINT64.ordinal();
    }

    /** Whether elements are floating-point numbers. */
    public boolean isFloat() {
        return this == FLOAT16 || this == FLOAT32 || this == FLOAT64;
    }

    /** The name in signatures: {@code float32}, {@code bool}, {@code str}. */
    public String wireName() {
        return this == STRING ? "str" : name().toLowerCase(Locale.ROOT);
    }

    /** The type of that {@link #wireName}; {@code object} and {@code string} also mean texts. */
    public static Optional<DataType> ofWireName(String name) {
        if (name.equals("object") || name.equals("string")) {
            return Optional.of(STRING);
        }
        return Stream.of(values()).filter(type -> type.wireName().equals(name)).findFirst();
    }
}
