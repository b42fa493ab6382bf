package dev.heddle.batch;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.TableColumn;
import dev.heddle.warehouse.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/** Spark's types in Hive's words, and back. */
final class HiveTypes {
    private HiveTypes() {}

    /**
     * The schema that rows give a table.
     *
     * @param partitionBy the columns that become partition keys, in order
     * @throws HeddleException with {@code INVALID_REQUEST} that names every column that Hive cannot
     *     hold or that is not there
     */
    static TableSchema schema(StructType rows, List<String> partitionBy) {
        List<String> wrong = new ArrayList<>();
        List<TableColumn> keys = new ArrayList<>();
        for (String key : partitionBy) {
            Optional<StructField> field = field(rows, key);
            if (field.isEmpty()) {
                wrong.add(
                        "partition column %s is not among the rows' columns %s"
                                .formatted(key, List.of(rows.fieldNames())));
            } else if (!isPartitionKey(field.get().dataType())) {
                wrong.add(
                        "partition column %s is %s, expected a text, number, date or boolean"
                                .formatted(key, field.get().dataType().catalogString()));
            } else {
                keys.add(column(field.get()));
            }
        }
        List<TableColumn> columns = new ArrayList<>();
        for (StructField field : rows.fields()) {
            if (partitionBy.stream().anyMatch(field.name()::equalsIgnoreCase)) {
                continue;
            }
            if (!isKnown(field.dataType())) {
                wrong.add(
                        "column %s is %s, which Hive tables cannot hold: cast it"
                                .formatted(field.name(), field.dataType().catalogString()));
            } else {
                columns.add(column(field));
            }
        }
        if (!wrong.isEmpty()) {
            throw new HeddleException(ErrorCode.INVALID_REQUEST, String.join("; ", wrong));
        }
        return new TableSchema(columns, keys);
    }

    /** Spark's columns for those of a table. */
    static StructType columns(List<TableColumn> columns) {
        StructType type = new StructType();
        for (TableColumn column : columns) {
            type = type.add(column.name(), DataType.fromDDL(column.type()), true);
        }
        return type;
    }

    private static Optional<StructField> field(StructType rows, String name) {
        for (StructField field : rows.fields()) {
            if (field.name().equalsIgnoreCase(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    private static TableColumn column(StructField field) {
        return new TableColumn(
                field.name(),
                field.dataType().catalogString(),
                field.getComment().isDefined()
                        ? Optional.of(field.getComment().get())
                        : Optional.empty());
    }

    private static boolean isPartitionKey(DataType type) {
        return type instanceof StringType
                || type instanceof NumericType
                || type instanceof DateType
                || type instanceof BooleanType;
    }

    private static boolean isKnown(DataType type) {
        if (type instanceof ArrayType list) {
            return isKnown(list.elementType());
        }
        if (type instanceof MapType map) {
            return isKnown(map.keyType()) && isKnown(map.valueType());
        }
        if (type instanceof StructType struct) {
            for (StructField field : struct.fields()) {
                if (!isKnown(field.dataType())) {
                    return false;
                }
            }
            return struct.size() > 0;
        }
        return isPartitionKey(type)
                || type instanceof DecimalType
                || type instanceof TimestampType
                || type instanceof BinaryType;
    }
}
