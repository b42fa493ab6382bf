package dev.heddle.batch.modules;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.TimestampNTZType;

/** Values of a YAML file as values of a column. */
final class Literals {
    /** The types that have such values. */
    static final String KINDS = "text, number, boolean, date or timestamp";

    private Literals() {}

    /** Whether columns of the type can be compared with such values. */
    static boolean takes(DataType type) {
        return Types.isText(type)
                || Types.isNumber(type)
                || Types.isTime(type)
                || type.equals(DataTypes.BooleanType)
                || type.equals(DataTypes.DateType);
    }

    /**
     * The value, if it is one that columns of the type are compared with: a number for any number,
     * however precise; a text for text; {@code 2026-11-01} for a date; {@code 2026-11-01T10:00:00Z}
     * for a timestamp, and without the zone for one without.
     *
     * @param value a text, a {@link BigDecimal} or a boolean
     */
    static Optional<Column> of(Object value, DataType type) {
        if (value instanceof BigDecimal number) {
            return Types.isNumber(type)
                    ? Optional.of(
                            Types.isFloating(type)
                                    ? functions.lit(number.doubleValue())
                                    : functions.lit(number))
                    : Optional.empty();
        }
        if (value instanceof Boolean flag) {
            return type.equals(DataTypes.BooleanType)
                    ? Optional.of(functions.lit(flag))
                    : Optional.empty();
        }
        String text = (String) value;
        if (Types.isText(type)) {
            return Optional.of(functions.lit(text));
        }
        try {
            if (type.equals(DataTypes.DateType)) {
                return Optional.of(functions.lit(LocalDate.parse(text)));
            }
            if (type.equals(DataTypes.TimestampType)) {
                Instant instant = OffsetDateTime.parse(text).toInstant();
                return Optional.of(functions.lit(instant));
            }
            if (type instanceof TimestampNTZType) {
                return Optional.of(functions.lit(LocalDateTime.parse(text)));
            }
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** What {@link #of} takes for columns of a type, in words. */
    static String expected(DataType type) {
        if (type.equals(DataTypes.DateType)) {
            return "a date like 2026-11-01";
        }
        if (type.equals(DataTypes.TimestampType)) {
            return "a time like 2026-11-01T10:00:00Z";
        }
        if (type instanceof TimestampNTZType) {
            return "a time like 2026-11-01T10:00:00";
        }
        if (Types.isNumber(type)) {
            return "a number";
        }
        return type.equals(DataTypes.BooleanType) ? "true or false" : "a text";
    }
}
