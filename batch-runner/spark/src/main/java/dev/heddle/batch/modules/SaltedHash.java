package dev.heddle.batch.modules;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.TimestampNTZType;

/**
 * The SHA-256, in lower-case hexadecimal, of a salt and a value as text, both in UTF-8: whole
 * numbers and decimals in digits, booleans as {@code true} and {@code false}, dates as {@code
 * 2026-11-01}, timestamps as microseconds since 1970. The same everywhere and for ever; null stays
 * null. Floating-point numbers are not taken: their text depends on the Java version. The salt is
 * no literal of the query, since Spark shows those in its pages and logs.
 */
final class SaltedHash {
    private final UserDefinedFunction function;

    SaltedHash(String salt) {
        byte[] salted = salt.getBytes(StandardCharsets.UTF_8);
        function =
                functions.udf(
                        (UDF1<byte[], String>) value -> hash(salted, value), DataTypes.StringType);
    }

    /** Whether values of the type can be hashed. */
    static boolean takes(DataType type) {
        return Types.isText(type)
                || Types.isWhole(type)
                || Types.isTime(type)
                || type instanceof DecimalType
                || type instanceof BinaryType
                || type.equals(DataTypes.BooleanType)
                || type.equals(DataTypes.DateType);
    }

    /** The hash of a column. */
    Column of(Column column, DataType type) {
        if (type instanceof BinaryType) {
            return function.apply(column);
        }
        Column text = column;
        if (type.equals(DataTypes.TimestampType)) {
            text = functions.unix_micros(column);
        } else if (type instanceof TimestampNTZType) {
            text =
                    functions.unix_micros(
                            functions
                                    .concat(column.cast(DataTypes.StringType), functions.lit("Z"))
                                    .cast(DataTypes.TimestampType));
        }
        return function.apply(text.cast(DataTypes.StringType).cast(DataTypes.BinaryType));
    }

    private static String hash(byte[] salt, byte[] value) {
        if (value == null) {
            return null;
        }
        MessageDigest digest = sha256();
        digest.update(salt);
        return HexFormat.of().formatHex(digest.digest(value));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
