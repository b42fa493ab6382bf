package dev.heddle.dashboard.models;

import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A signature as a page shows it, and a record that fits it. */
final class SignatureLines {
    private static final int MOST_ELEMENTS = 64;

    private SignatureLines() {}

    /**
     * A field.
     *
     * @param path its name, with those of the structs around it
     * @param type its type
     * @param need {@code required}, {@code optional} or where the platform finds it
     * @param doc what it means; may be empty
     */
    record Line(String path, String type, String need, String doc) {}

    /** The fields of a struct, each below the one that holds it. */
    static List<Line> of(Struct struct) {
        List<Line> lines = new ArrayList<>();
        add("", struct, lines);
        return lines;
    }

    private static void add(String prefix, Struct struct, List<Line> lines) {
        for (Field field : struct.fields()) {
            String path = prefix + field.name();
            String need =
                    field.feature()
                            .map(feature -> "from feature view " + feature.view())
                            .orElse(field.required() ? "required" : "optional");
            Optional<Struct> inner = inner(field.type());
            boolean isStruct = field.type() instanceof Struct;
            String type =
                    inner.isEmpty()
                            ? field.type().toString()
                            : isStruct ? "struct" : "list of structs";
            lines.add(new Line(path, type, need, field.doc().orElse("")));
            inner.ifPresent(s -> add(path + (isStruct ? "." : "[]."), s, lines));
        }
    }

    private static Optional<Struct> inner(FieldType type) {
        if (type instanceof Struct struct) {
            return Optional.of(struct);
        }
        return type instanceof ListOf list && list.element() instanceof Struct struct
                ? Optional.of(struct)
                : Optional.empty();
    }

    /** A record of a type, made up, as maps, lists, texts, numbers and booleans. */
    static Object example(FieldType type) {
        return switch (type.kind()) {
            case BOOLEAN -> false;
            case INTEGER, LONG -> 0;
            case FLOAT, DOUBLE -> 0.5;
            case STRING -> "";
            case BINARY -> "AAAA";
            case DATE -> "2026-11-01";
            case TIMESTAMP -> "2026-11-01T10:15:30Z";
            case LIST -> List.of(example(((ListOf) type).element()));
            case MAP -> Map.of("key", example(((MapOf) type).value()));
            case STRUCT -> {
                Map<String, Object> record = new LinkedHashMap<>();
                ((Struct) type)
                        .fields()
                        .forEach(field -> record.put(field.name(), example(field.type())));
                yield record;
            }
            case TENSOR -> tensor((TensorOf) type, 0);
        };
    }

    private static Object tensor(TensorOf tensor, int depth) {
        if (depth == tensor.shape().size()) {
            return switch (tensor.elements()) {
                case BOOL -> false;
                case STRING -> "";
                default -> 0;
            };
        }
        int size = (int) Math.min(MOST_ELEMENTS, Math.max(1, tensor.shape().get(depth)));
        return Collections.nCopies(size, tensor(tensor, depth + 1));
    }
}
