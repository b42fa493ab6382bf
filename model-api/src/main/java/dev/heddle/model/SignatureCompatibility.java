package dev.heddle.model;

import dev.heddle.model.FieldType.Kind;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules behind {@link Signature#incompatibilitiesOf}. */
final class SignatureCompatibility {
    private static final Map<Kind, Set<Kind>> WIDER =
            Map.of(
                    Kind.INTEGER, Set.of(Kind.LONG, Kind.DOUBLE),
                    Kind.FLOAT, Set.of(Kind.DOUBLE));

    private SignatureCompatibility() {}

    static void input(String path, Struct current, Struct next, List<String> reasons) {
        Map<String, Field> added = byName(next);
        for (Field field : current.fields()) {
            String at = path + "." + field.name();
            Field match = added.remove(field.name());
            if (match == null) {
                reasons.add(at + " was removed");
            } else if (field.mayBeLeftOut() && !match.mayBeLeftOut()) {
                reasons.add(at + " became required");
            } else {
                type(at, field.type(), match.type(), true, reasons);
            }
        }
        for (Field field : added.values()) {
            if (!field.mayBeLeftOut()) {
                reasons.add(path + "." + field.name() + " was added and is required");
            }
        }
    }

    static void output(String path, Struct current, Struct next, List<String> reasons) {
        Map<String, Field> matches = byName(next);
        for (Field field : current.fields()) {
            String at = path + "." + field.name();
            Field match = matches.get(field.name());
            if (match == null) {
                reasons.add(at + " was removed");
            } else if (field.required() && !match.required()) {
                reasons.add(at + " became optional");
            } else {
                type(at, field.type(), match.type(), false, reasons);
            }
        }
    }

    private static void type(
            String path, FieldType current, FieldType next, boolean isInput, List<String> reasons) {
        if (current instanceof Struct from && next instanceof Struct to) {
            if (isInput) {
                input(path, from, to, reasons);
            } else {
                output(path, from, to, reasons);
            }
        } else if (current instanceof ListOf from && next instanceof ListOf to) {
            type(path + "[]", from.element(), to.element(), isInput, reasons);
        } else if (current instanceof MapOf from && next instanceof MapOf to) {
            type(path + "{}", from.value(), to.value(), isInput, reasons);
        } else if (current instanceof TensorOf from && next instanceof TensorOf to) {
            boolean fits = isInput ? covers(to, from) : covers(from, to);
            if (!fits) {
                changed(path, current, next, reasons);
            }
        } else if (!current.equals(next)
                && !(isInput
                        && WIDER.getOrDefault(current.kind(), Set.of()).contains(next.kind()))) {
            changed(path, current, next, reasons);
        }
    }

    /** Whether every tensor of {@code narrow} is one of {@code wide}. */
    private static boolean covers(TensorOf wide, TensorOf narrow) {
        if (wide.elements() != narrow.elements() || wide.shape().size() != narrow.shape().size()) {
            return false;
        }
        for (int i = 0; i < wide.shape().size(); i++) {
            long size = wide.shape().get(i);
            if (size != -1 && size != narrow.shape().get(i)) {
                return false;
            }
        }
        return true;
    }

    private static void changed(
            String path, FieldType current, FieldType next, List<String> reasons) {
        reasons.add("%s changed from %s to %s".formatted(path, current, next));
    }

    private static Map<String, Field> byName(Struct struct) {
        Map<String, Field> fields = new LinkedHashMap<>();
        struct.fields().forEach(field -> fields.put(field.name(), field));
        return fields;
    }
}
