package dev.heddle.batch.scoring;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.transform_values;
import static org.apache.spark.sql.functions.when;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.HeddleException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Which column of the input each field of a model is, with every mismatch found before a row is
 * read. A field takes the column of its name, or the one that it is mapped to; a tensor of one
 * dimension may take several, {@code x=f1,f2,f3}.
 */
final class InputColumns {
    private final StructType input;
    private final Map<String, String> mapping;
    private final List<String> wrong = new ArrayList<>();
    private final Set<String> taken = new LinkedHashSet<>();
    private final List<Column> fields = new ArrayList<>();

    private InputColumns(StructType input, Map<String, String> mapping) {
        this.input = input;
        this.mapping = mapping;
    }

    /**
     * Finds them.
     *
     * @param mapping the input's column for a field, where names differ
     * @param wrong what is wrong already, to be told with the rest
     * @throws HeddleException with {@code INVALID_REQUEST} that names every field without a fitting
     *     column
     */
    static InputColumns of(
            StructType input, Struct model, Map<String, String> mapping, List<String> wrong) {
        InputColumns columns = new InputColumns(input, mapping);
        columns.wrong.addAll(wrong);
        for (String field : mapping.keySet()) {
            if (model.fields().stream().noneMatch(known -> known.name().equals(field))) {
                columns.wrong.add(
                        "a column is mapped to '%s', and the model's fields are %s"
                                .formatted(
                                        field, model.fields().stream().map(Field::name).toList()));
            }
        }
        model.fields().forEach(columns::add);
        if (!columns.wrong.isEmpty()) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "the input does not fit the model: " + String.join("; ", columns.wrong));
        }
        return columns;
    }

    /** One expression for each field, of exactly its type and by its name. */
    List<Column> fields() {
        return List.copyOf(fields);
    }

    /** The input's columns that no field takes. */
    List<String> others() {
        return Arrays.stream(input.fieldNames())
                .filter(name -> !taken.contains(name.toLowerCase(Locale.ROOT)))
                .toList();
    }

    private void add(Field field) {
        String wanted = mapping.getOrDefault(field.name(), field.name());
        DataType type = SparkTypes.of(field.type());
        if (wanted.contains(",")) {
            fields.add(several(field, List.of(wanted.split("\\s*,\\s*")), type).as(field.name()));
            return;
        }
        Optional<StructField> column = SparkTypes.find(input, wanted);
        if (column.isEmpty()) {
            if (field.required() || mapping.containsKey(field.name())) {
                wrong.add(
                        "field %s (%s) has no column %s among %s"
                                .formatted(
                                        field.name(),
                                        field.type(),
                                        wanted,
                                        List.of(input.fieldNames())));
            }
            fields.add(lit(null).cast(type).as(field.name()));
            return;
        }
        taken.add(column.get().name().toLowerCase(Locale.ROOT));
        if (!SparkTypes.fits(column.get().dataType(), type)) {
            wrong.add(
                    "field %s is %s, and its column %s is %s, expected %s"
                            .formatted(
                                    field.name(),
                                    field.type(),
                                    column.get().name(),
                                    column.get().dataType().catalogString(),
                                    type.catalogString()));
        } else {
            fields.add(
                    converted(quoted(column.get().name()), column.get().dataType(), type)
                            .as(field.name()));
        }
    }

    private Column several(Field field, List<String> names, DataType type) {
        boolean vector =
                field.type() instanceof TensorOf tensor
                        && tensor.shape().size() == 1
                        && (tensor.shape().get(0) < 0 || tensor.shape().get(0) == names.size());
        if (!vector) {
            wrong.add(
                    "field %s is %s, which %d columns do not make"
                            .formatted(field.name(), field.type(), names.size()));
            return lit(null);
        }
        DataType element = ((ArrayType) type).elementType();
        List<Column> elements = new ArrayList<>();
        for (String name : names) {
            Optional<StructField> column = SparkTypes.find(input, name);
            if (column.isEmpty() || !SparkTypes.fits(column.get().dataType(), element)) {
                wrong.add(
                        "field %s takes column %s, which is %s, expected %s"
                                .formatted(
                                        field.name(),
                                        name,
                                        column.map(c -> c.dataType().catalogString())
                                                .orElse("not there"),
                                        element.catalogString()));
            } else {
                taken.add(column.get().name().toLowerCase(Locale.ROOT));
                elements.add(
                        converted(quoted(column.get().name()), column.get().dataType(), element));
            }
        }
        return array(elements.toArray(Column[]::new));
    }

    private static Column quoted(String name) {
        return col("`" + name.replace("`", "``") + "`");
    }

    /** A column of exactly a type; structs by the names of their fields. */
    static Column converted(Column column, DataType from, DataType to) {
        if (from.equals(to)) {
            return column;
        }
        if (to instanceof ArrayType list) {
            DataType element = ((ArrayType) from).elementType();
            return element.equals(list.elementType())
                    ? column
                    : transform(column, item -> converted(item, element, list.elementType()));
        }
        if (to instanceof MapType map) {
            DataType value = ((MapType) from).valueType();
            return value.equals(map.valueType())
                    ? column
                    : transform_values(
                            column, (key, item) -> converted(item, value, map.valueType()));
        }
        if (to instanceof StructType wanted) {
            StructType present = (StructType) from;
            List<Column> parts = new ArrayList<>();
            for (StructField field : wanted.fields()) {
                StructField source = SparkTypes.find(present, field.name()).orElseThrow();
                parts.add(
                        converted(
                                        column.getField(source.name()),
                                        source.dataType(),
                                        field.dataType())
                                .as(field.name()));
            }
            return when(column.isNotNull(), struct(parts.toArray(Column[]::new)));
        }
        return column.cast(to);
    }
}
