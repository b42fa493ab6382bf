package dev.heddle.model;

import dev.heddle.model.Field.FeatureReference;
import dev.heddle.model.FieldType.Kind;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link Signature} as plain maps and lists, and back. */
final class SignatureMaps {
    private SignatureMaps() {}

    static Map<String, Object> write(Signature signature) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("input", writeFields(signature.input()));
        map.put("output", writeFields(signature.output()));
        return map;
    }

    static Signature read(Map<String, ?> map) {
        return new Signature(
                new Struct(readFields("input", map.get("input"))),
                new Struct(readFields("output", map.get("output"))));
    }

    private static List<Object> writeFields(Struct struct) {
        List<Object> fields = new ArrayList<>();
        for (Field field : struct.fields()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", field.name());
            writeType(field.type(), map);
            map.put("required", field.required());
            field.doc().ifPresent(doc -> map.put("doc", doc));
            field.feature()
                    .ifPresent(
                            feature -> {
                                Map<String, Object> reference = new LinkedHashMap<>();
                                reference.put("view", feature.view());
                                reference.put("keys", feature.keys());
                                reference.put("name", feature.name());
                                map.put("feature", reference);
                            });
            fields.add(map);
        }
        return fields;
    }

    private static Map<String, Object> writeType(FieldType type, Map<String, Object> map) {
        map.put("type", type.kind().wireName());
        if (type instanceof ListOf list) {
            map.put("element", writeType(list.element(), new LinkedHashMap<>()));
        } else if (type instanceof MapOf values) {
            map.put("value", writeType(values.value(), new LinkedHashMap<>()));
        } else if (type instanceof Struct struct) {
            map.put("fields", writeFields(struct));
        } else if (type instanceof TensorOf tensor) {
            map.put("elements", tensor.elements().wireName());
            map.put("shape", tensor.shape());
        }
        return map;
    }

    private static List<Field> readFields(String path, Object value) {
        List<Field> fields = new ArrayList<>();
        List<?> list = cast(path, List.class, value);
        for (int i = 0; i < list.size(); i++) {
            String at = path + "[" + i + "]";
            Map<?, ?> map = cast(at, Map.class, list.get(i));
            String name = cast(at + ".name", String.class, map.get("name"));
            Object required = map.get("required");
            fields.add(
                    new Field(
                            name,
                            readType(at, map),
                            required == null || cast(at + ".required", Boolean.class, required),
                            Optional.ofNullable(map.get("doc"))
                                    .map(doc -> cast(at + ".doc", String.class, doc)),
                            Optional.ofNullable(map.get("feature"))
                                    .map(feature -> readFeature(at + ".feature", feature))));
        }
        return fields;
    }

    private static FeatureReference readFeature(String path, Object value) {
        Map<?, ?> map = cast(path, Map.class, value);
        List<String> keys = new ArrayList<>();
        // Signatures of older versions name one key.
        Object given = map.containsKey("key") ? List.of(map.get("key")) : map.get("keys");
        for (Object key : cast(path + ".keys", List.class, given)) {
            keys.add(cast(path + ".keys", String.class, key));
        }
        return new FeatureReference(
                cast(path + ".view", String.class, map.get("view")),
                keys,
                cast(path + ".name", String.class, map.get("name")));
    }

    private static FieldType readType(String path, Object value) {
        Map<?, ?> map = cast(path, Map.class, value);
        String name = cast(path + ".type", String.class, map.get("type"));
        Kind kind = kind(path, name);
        return switch (kind) {
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, STRING, BINARY, DATE, TIMESTAMP ->
                    Scalar.valueOf(kind.name());
            case LIST -> new ListOf(readType(path + ".element", map.get("element")));
            case MAP -> new MapOf(readType(path + ".value", map.get("value")));
            case STRUCT -> new Struct(readFields(path + ".fields", map.get("fields")));
            case TENSOR -> readTensor(path, map);
        };
    }

    private static TensorOf readTensor(String path, Map<?, ?> map) {
        String name = cast(path + ".elements", String.class, map.get("elements"));
        DataType elements =
                DataType.ofWireName(name)
                        .orElseThrow(() -> wrong(path + ".elements", "an element type", name));
        List<Long> shape = new ArrayList<>();
        for (Object size : cast(path + ".shape", List.class, map.get("shape"))) {
            shape.add(cast(path + ".shape", Number.class, size).longValue());
        }
        return new TensorOf(elements, shape);
    }

    private static Kind kind(String path, String name) {
        for (Kind kind : Kind.values()) {
            if (kind.wireName().equals(name)) {
                return kind;
            }
        }
        throw wrong(path + ".type", "a type's name", name);
    }

    private static <T> T cast(String path, Class<T> type, Object value) {
        if (!type.isInstance(value)) {
            throw wrong(path, "a " + type.getSimpleName(), value);
        }
        return type.cast(value);
    }

    private static IllegalArgumentException wrong(String path, String expected, Object found) {
        return new IllegalArgumentException(
                "signature: %s: expected %s, got %s".formatted(path, expected, found));
    }
}
