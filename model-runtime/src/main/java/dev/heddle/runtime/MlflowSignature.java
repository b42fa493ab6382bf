package dev.heddle.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.model.DataType;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A signature in MLflow's own JSON, so that MLflow's client can read it: a list of typed columns,
 * or of tensor specs where every field is a tensor. MLflow has no dates, so that a date becomes its
 * {@code datetime}, and no columns beside tensors, so that a tensor beside columns becomes arrays.
 *
 * @see <a href="https://mlflow.org/docs/latest/ml/model/signatures/">MLflow's signatures</a>
 */
final class MlflowSignature {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MlflowSignature() {}

    static Map<String, Object> write(Signature signature) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("inputs", json(schema(signature.input())));
        map.put("outputs", json(schema(signature.output())));
        return map;
    }

    private static List<Object> schema(Struct struct) {
        boolean tensors =
                !struct.fields().isEmpty()
                        && struct.fields().stream().allMatch(f -> f.type() instanceof TensorOf);
        List<Object> columns = new ArrayList<>();
        for (Field field : struct.fields()) {
            Map<String, Object> column = new LinkedHashMap<>();
            if (tensors) {
                TensorOf tensor = (TensorOf) field.type();
                List<Long> shape = new ArrayList<>(List.of(-1L));
                shape.addAll(tensor.shape());
                Map<String, Object> spec = new LinkedHashMap<>();
                spec.put("dtype", tensor.elements().wireName());
                spec.put("shape", shape);
                column.put("name", field.name());
                column.put("type", "tensor");
                column.put("tensor-spec", spec);
            } else {
                putType(column, field.type());
                column.put("name", field.name());
                column.put("required", field.required());
            }
            columns.add(column);
        }
        return columns;
    }

    private static Map<String, Object> putType(Map<String, Object> map, FieldType type) {
        switch (type.kind()) {
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, STRING, BINARY ->
                    map.put("type", type.kind().wireName());
            case DATE, TIMESTAMP -> map.put("type", "datetime");
            case LIST -> {
                map.put("type", "array");
                map.put("items", putType(new LinkedHashMap<>(), ((ListOf) type).element()));
            }
            case MAP -> {
                map.put("type", "map");
                map.put("values", putType(new LinkedHashMap<>(), ((MapOf) type).value()));
            }
            case STRUCT -> {
                Map<String, Object> properties = new TreeMap<>();
                for (Field field : ((Struct) type).fields()) {
                    Map<String, Object> property = putType(new LinkedHashMap<>(), field.type());
                    property.put("required", field.required());
                    properties.put(field.name(), property);
                }
                map.put("type", "object");
                map.put("properties", properties);
            }
            case TENSOR -> putNestedArrays(map, (TensorOf) type, 0);
        }
        return map;
    }

    private static void putNestedArrays(Map<String, Object> map, TensorOf tensor, int depth) {
        if (depth == tensor.shape().size()) {
            map.put("type", columnType(tensor.elements()));
            return;
        }
        Map<String, Object> items = new LinkedHashMap<>();
        putNestedArrays(items, tensor, depth + 1);
        map.put("type", "array");
        map.put("items", items);
    }

    private static String columnType(DataType type) {
        return switch (type) {
            case BOOL -> "boolean";
            case INT8, INT16, INT32, UINT8, UINT16 -> "integer";
            case INT64, UINT32, UINT64 -> "long";
            case FLOAT16, FLOAT32 -> "float";
            case FLOAT64 -> "double";
            case STRING -> "string";
        };
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain maps become JSON", e);
        }
    }
}
