package dev.heddle.batch.modules;

import java.util.Optional;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;

/** Spark's types, in Hive's words. */
final class Types {
    private Types() {}

    /** The type of a text like {@code bigint} or {@code array<double>}. */
    static Optional<DataType> parse(String text) {
        try {
            return Optional.of(CatalystSqlParser$.MODULE$.parseDataType(text));
        } catch (Exception e) {
            // Checked, and not declared: Spark is written in Scala.
            if (!(e instanceof ParseException)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    static boolean isText(DataType type) {
        return type instanceof StringType;
    }

    static boolean isNumber(DataType type) {
        return type instanceof NumericType;
    }

    static boolean isWhole(DataType type) {
        return type.equals(DataTypes.LongType)
                || type.equals(DataTypes.IntegerType)
                || type.equals(DataTypes.ShortType)
                || type.equals(DataTypes.ByteType);
    }

    static boolean isFloating(DataType type) {
        return type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType);
    }

    static boolean isTime(DataType type) {
        return type.equals(DataTypes.TimestampType) || type instanceof TimestampNTZType;
    }
}
