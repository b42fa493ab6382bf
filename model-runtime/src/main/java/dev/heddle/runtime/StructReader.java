package dev.heddle.runtime;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Struct;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON objects into rows of one struct. */
final class StructReader {
    /** Marks an optional field that was given as null, until the row is complete. */
    private static final Object NULL = new Object();

    private final Struct struct;
    private final String[] names;
    private final boolean[] required;
    private final ValueReader[] values;
    private final Map<String, Integer> indexes = new HashMap<>();

    StructReader(Struct struct) {
        this(struct, false);
    }

    /**
     * A reader that may leave out what the platform can find.
     *
     * @param isInput whether features that are absent are looked for later; see {@link FeatureFill}
     */
    StructReader(Struct struct, boolean isInput) {
        this.struct = struct;
        List<Field> fields = struct.fields();
        names = new String[fields.size()];
        required = new boolean[names.length];
        values = new ValueReader[names.length];
        for (int i = 0; i < names.length; i++) {
            Field field = fields.get(i);
            names[i] = field.name();
            required[i] = field.required() && !(isInput && field.mayBeLeftOut());
            values[i] = ValueReader.of(field.type());
            indexes.put(names[i], i);
        }
    }

    /** Reads the object whose start the parser stands on; violations are gathered. */
    Row read(JsonParser parser, Violations violations) throws IOException {
        Row row = new Row(struct);
        int expected = 0;
        boolean sawNull = false;
        String name;
        while ((name = parser.nextFieldName()) != null) {
            int index = indexOf(name, expected);
            JsonToken token = parser.nextToken();
            if (index < 0) {
                if (!violations.ignoreUnknownFields()) {
                    violations.add(violations.path(parser), "an unknown field", known(name));
                }
                parser.skipChildren();
                continue;
            }
            expected = index + 1;
            if (row.valueAt(index) != null) {
                violations.add(violations.path(parser), "the field twice", "it once");
                parser.skipChildren();
            } else if (token == JsonToken.VALUE_NULL && !required[index]) {
                row.setValue(index, NULL);
                sawNull = true;
            } else if (!values[index].read(parser, token, row, index, violations)) {
                // It came, and what is wrong with it is told: do not also call it missing.
                row.setValue(index, NULL);
                sawNull = true;
            }
        }
        for (int i = 0; i < names.length; i++) {
            if (required[i] && row.valueAt(i) == null) {
                violations.add(
                        child(violations.path(parser), names[i]), "nothing", values[i].expected());
            }
        }
        if (sawNull) {
            for (int i = 0; i < names.length; i++) {
                if (row.valueAt(i) == NULL) {
                    row.setValue(i, null);
                }
            }
        }
        return row;
    }

    private int indexOf(String name, int expected) {
        if (expected < names.length && names[expected].equals(name)) {
            return expected;
        }
        Integer index = indexes.get(name);
        return index == null ? -1 : index;
    }

    private static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private String known(String name) {
        for (String candidate : names) {
            if (candidate.equalsIgnoreCase(name)
                    || candidate.replace("_", "").equalsIgnoreCase(name.replace("_", ""))) {
                return "'" + candidate + "'";
            }
        }
        if (names.length == 0) {
            return "no fields";
        }
        List<String> shown = List.of(names).subList(0, Math.min(names.length, 12));
        return "one of " + String.join(", ", shown) + (names.length > 12 ? ", …" : "");
    }
}
