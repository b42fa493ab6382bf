package dev.heddle.batch.scoring;

import dev.heddle.model.DataType;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A model's types as Spark's, and which columns fit a field. */
public final class SparkTypes {
    private SparkTypes() {}

    /** The columns of a struct's fields; all of them nullable. */
    public static StructType columns(Struct struct) {
        StructType type = new StructType();
        for (Field field : struct.fields()) {
            type = type.add(field.name(), of(field.type()), true);
        }
        return type;
    }

    /** The type of a column that holds exactly what a field holds. */
    public static org.apache.spark.sql.types.DataType of(FieldType type) {
        return switch (type.kind()) {
            case BOOLEAN -> DataTypes.BooleanType;
            case INTEGER -> DataTypes.IntegerType;
            case LONG -> DataTypes.LongType;
            case FLOAT -> DataTypes.FloatType;
            case DOUBLE -> DataTypes.DoubleType;
            case STRING -> DataTypes.StringType;
            case BINARY -> DataTypes.BinaryType;
            case DATE -> DataTypes.DateType;
            case TIMESTAMP -> DataTypes.TimestampType;
            case LIST -> DataTypes.createArrayType(of(((ListOf) type).element()), false);
            case MAP ->
                    DataTypes.createMapType(
                            DataTypes.StringType, of(((MapOf) type).value()), false);
            case STRUCT -> columns((Struct) type);
            case TENSOR -> tensor((TensorOf) type);
        };
    }

    /** A tensor is arrays in arrays, as in JSON; without dimensions it is one element. */
    private static org.apache.spark.sql.types.DataType tensor(TensorOf type) {
        org.apache.spark.sql.types.DataType nested = element(type.elements());
        for (int i = 0; i < type.shape().size(); i++) {
            nested = DataTypes.createArrayType(nested, false);
        }
        return nested;
    }

    private static org.apache.spark.sql.types.DataType element(DataType type) {
        return switch (type) {
            case BOOL -> DataTypes.BooleanType;
            case INT8 -> DataTypes.ByteType;
            case INT16, UINT8 -> DataTypes.ShortType;
            case INT32, UINT16 -> DataTypes.IntegerType;
            case INT64, UINT32 -> DataTypes.LongType;
            case UINT64 -> DataTypes.createDecimalType(20, 0);
            case FLOAT16, FLOAT32 -> DataTypes.FloatType;
            case FLOAT64 -> DataTypes.DoubleType;
            case STRING -> DataTypes.StringType;
        };
    }

    /**
     * Whether a column's values can all become a field's: whole numbers where they fit, any number
     * where the field is a float or double, as in a call.
     */
    public static boolean fits(
            org.apache.spark.sql.types.DataType column, org.apache.spark.sql.types.DataType field) {
        if (field instanceof ArrayType wanted) {
            return column instanceof ArrayType list
                    && fits(list.elementType(), wanted.elementType());
        }
        if (field instanceof MapType wanted) {
            return column instanceof MapType map
                    && map.keyType() instanceof StringType
                    && fits(map.valueType(), wanted.valueType());
        }
        if (field instanceof StructType wanted) {
            return column instanceof StructType struct && fits(struct, wanted);
        }
        if (field.equals(DataTypes.FloatType) || field.equals(DataTypes.DoubleType)) {
            return column instanceof NumericType;
        }
        if (field instanceof StringType) {
            return column instanceof StringType;
        }
        return column.equals(field)
                || field instanceof NumericType && wholeDigits(column) <= wholeDigits(field);
    }

    private static boolean fits(StructType struct, StructType wanted) {
        for (StructField field : wanted.fields()) {
            Optional<StructField> present = find(struct, field.name());
            if (present.isEmpty() || !fits(present.get().dataType(), field.dataType())) {
                return false;
            }
        }
        return true;
    }

    /** How many decimal digits a whole number of a type may have; more than any for others. */
    private static int wholeDigits(org.apache.spark.sql.types.DataType type) {
        if (type instanceof ByteType) {
            return 3;
        }
        if (type instanceof ShortType) {
            return 5;
        }
        if (type instanceof IntegerType) {
            return 10;
        }
        if (type instanceof LongType) {
            return 19;
        }
        // A decimal of as many digits could be larger than the type's largest.
        return type instanceof DecimalType decimal && decimal.scale() == 0
                ? decimal.precision() + 1
                : Integer.MAX_VALUE;
    }

    /** The field of a name; Spark and Hive do not tell upper from lower case. */
    public static Optional<StructField> find(StructType struct, String name) {
        StructField found = null;
        for (StructField field : struct.fields()) {
            if (field.name().equals(name)) {
                return Optional.of(field);
            }
            if (field.name().equalsIgnoreCase(name)) {
                found = field;
            }
        }
        return Optional.ofNullable(found);
    }

    /** Whether a field is one number, text or the like. */
    static boolean isScalar(FieldType type) {
        return type instanceof Scalar;
    }
}
