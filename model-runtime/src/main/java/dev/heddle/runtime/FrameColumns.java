package dev.heddle.runtime;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.heddle.model.FieldType.Kind;
import dev.heddle.model.FieldType.Struct;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of one struct as columns of data frames. Columns that no field has the name of are
 * passed over. Where the one field is a tensor, and no column has its name, a line of a frame is
 * that tensor. Safe for use by many threads.
 */
final class FrameColumns {
    private final Struct struct;
    private final FrameCell[] cells;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final boolean isOneTensor;

    FrameColumns(Struct struct) {
        this.struct = struct;
        this.cells = new FrameCell[struct.fields().size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = new FrameCell(struct.fields().get(i));
            indexes.put(name(i), i);
        }
        this.isOneTensor = cells.length == 1 && struct.fields().get(0).type().kind() == Kind.TENSOR;
    }

    int size() {
        return cells.length;
    }

    String name(int index) {
        return struct.fields().get(index).name();
    }

    FrameCell cell(int index) {
        return cells[index];
    }

    /** The field of a column; -1 if it is passed over. */
    int indexOf(String column) {
        return indexes.getOrDefault(column, -1);
    }

    Row newRow() {
        return new Row(struct);
    }

    /** Whether the lines of a frame with such columns are tensors. */
    boolean linesAreTensors(Optional<List<String>> columns) {
        return isOneTensor && columns.map(names -> !names.contains(name(0))).orElse(true);
    }

    /**
     * The field of each column of a frame, -1 where it is passed over.
     *
     * @param columns the names; empty for the fields in their order
     * @throws dev.heddle.model.HeddleException if a field that is required has no column, or a
     *     column stands twice
     */
    int[] fieldsOf(Optional<List<String>> columns, Violations violations) {
        if (columns.isEmpty()) {
            int[] all = new int[cells.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = i;
            }
            return all;
        }
        List<String> names = columns.get();
        int[] fields = new int[names.size()];
        Set<Integer> present = new HashSet<>();
        for (int i = 0; i < fields.length; i++) {
            fields[i] = indexOf(names.get(i));
            if (fields[i] >= 0 && !present.add(fields[i])) {
                violations.add(names.get(i), "the column twice", "it once");
            }
        }
        requireAll(present, names, violations);
        violations.throwIfAny();
        return fields;
    }

    /** Adds a violation for each field that is required and not among those that are there. */
    void requireAll(Set<Integer> present, List<String> names, Violations violations) {
        List<String> others = new ArrayList<>();
        names.stream().filter(name -> indexOf(name) < 0).limit(12).forEach(others::add);
        for (int i = 0; i < cells.length; i++) {
            if (cells[i].isRequired() && !present.contains(i)) {
                violations.add(
                        name(i),
                        others.isEmpty()
                                ? "no column"
                                : "no column of that name beside " + String.join(", ", others),
                        cells[i].expected());
            }
        }
    }

    /** Reads the array of values whose start the parser stands on. */
    Row readLine(JsonParser parser, int[] fields, Violations violations) throws IOException {
        String path = violations.path(parser);
        Row row = newRow();
        int count = 0;
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            int field = count < fields.length ? fields[count] : -1;
            if (field < 0) {
                parser.skipChildren();
            } else {
                cells[field].read(parser, token, row, field, violations);
            }
            count++;
        }
        if (count != fields.length) {
            violations.add(path, count + " values", fields.length + ", one for each column");
        }
        return row;
    }

    /** Reads the object whose start the parser stands on, field by field. */
    Row readObject(JsonParser parser, Violations violations) throws IOException {
        Row row = newRow();
        Set<Integer> present = new HashSet<>();
        String name;
        while ((name = parser.nextFieldName()) != null) {
            int field = indexOf(name);
            JsonToken token = parser.nextToken();
            if (field < 0) {
                parser.skipChildren();
            } else if (!present.add(field)) {
                violations.add(violations.path(parser), "the field twice", "it once");
                parser.skipChildren();
            } else {
                cells[field].read(parser, token, row, field, violations);
            }
        }
        String path = violations.path(parser);
        for (int i = 0; i < cells.length; i++) {
            if (cells[i].isRequired() && !present.contains(i)) {
                violations.add(
                        path.isEmpty() ? name(i) : path + "." + name(i),
                        "nothing",
                        cells[i].expected());
            }
        }
        return row;
    }
}
