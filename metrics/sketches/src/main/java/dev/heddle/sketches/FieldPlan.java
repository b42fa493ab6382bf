package dev.heddle.sketches;

import dev.heddle.model.DataType;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.Signature;
import dev.heddle.model.Tensor;
import dev.heddle.runtime.Row;
import dev.heddle.sketches.FieldProfile.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Which fields of a signature are looked at, and how each is found in a record. Immutable.
 *
 * <p>Structs within are looked into, {@code input.address.city}, three levels deep; a tensor of a
 * fixed size of 32 elements at most by its elements, {@code output.scores[3]}; of anything else
 * only whether it is there.
 */
final class FieldPlan {
    static final int MOST_NAME_CHARACTERS = 256;
    private static final int MOST_ELEMENTS = 32;
    private static final int MOST_LEVELS = 3;

    /** So many places are kept for outputs where a version has more inputs than fit. */
    private static final int PLACES_OF_OUTPUTS = 50;

    private final List<Planned> fields = new ArrayList<>();
    private final Reader[] inputs;
    private final Reader[] outputs;
    private int limit;
    private int leftOut;

    /** A field that is looked at. */
    record Planned(String name, Kind kind) {}

    private FieldPlan(Signature signature) {
        limit = Math.max(0, Profile.MOST_FIELDS - placesOf(signature.output()));
        inputs = readers("input", signature.input(), 0);
        limit = Profile.MOST_FIELDS;
        outputs = readers("output", signature.output(), 0);
    }

    static FieldPlan of(Signature signature) {
        return new FieldPlan(signature);
    }

    private static int placesOf(Struct output) {
        FieldPlan counted = new FieldPlan(output);
        return Math.min(PLACES_OF_OUTPUTS, counted.fields.size());
    }

    private FieldPlan(Struct output) {
        limit = Profile.MOST_FIELDS;
        inputs = new Reader[0];
        outputs = readers("output", output, 0);
    }

    int size() {
        return fields.size();
    }

    /** A recorder of each field, at its place. */
    FieldRecorder[] recorders() {
        return fields.stream().map(FieldRecorder::of).toArray(FieldRecorder[]::new);
    }

    /** How many fields are not looked at. */
    int leftOut() {
        return leftOut;
    }

    /** How each field of an input record is read. */
    Reader[] inputs() {
        return inputs;
    }

    /** How each field of an output record is read. */
    Reader[] outputs() {
        return outputs;
    }

    private Reader[] readers(String path, Struct struct, int level) {
        return struct.fields().stream()
                .map(field -> reader(path + "." + field.name(), field, level))
                .toArray(Reader[]::new);
    }

    private Reader reader(String name, Field field, int level) {
        FieldType type = field.type();
        return switch (type.kind()) {
            case BOOLEAN, STRING -> single(name, Kind.CATEGORY);
            case INTEGER, LONG, FLOAT, DOUBLE -> single(name, Kind.NUMBER);
            case DATE, TIMESTAMP -> single(name, Kind.TIME);
            case BINARY, LIST, MAP -> single(name, Kind.PRESENCE);
            case STRUCT ->
                    level + 1 < MOST_LEVELS
                            ? new StructReader(readers(name, (Struct) type, level + 1))
                            : single(name, Kind.PRESENCE);
            case TENSOR -> tensor(name, (TensorOf) type);
        };
    }

    private Reader single(String name, Kind kind) {
        int place = add(name, kind);
        return place < 0 ? Reader.NONE : (value, row) -> row.take(place, value);
    }

    private Reader tensor(String name, TensorOf type) {
        boolean isFixed = type.shape().stream().allMatch(size -> size >= 0);
        long elements = isFixed ? elements(type.shape()) : -1;
        if (elements < 1 || elements > MOST_ELEMENTS) {
            return single(name, Kind.PRESENCE);
        }
        Kind kind = type.elements() == DataType.STRING ? Kind.CATEGORY : Kind.NUMBER;
        int[] places = new int[(int) elements];
        for (int i = 0; i < places.length; i++) {
            String element = elements == 1 ? name : name + "[" + index(type.shape(), i) + "]";
            places[i] = add(element, kind);
        }
        return new TensorReader(places);
    }

    private static long elements(List<Long> shape) {
        long elements = 1;
        for (long size : shape) {
            elements = Math.min(MOST_ELEMENTS + 1L, elements * Math.min(size, MOST_ELEMENTS + 1L));
        }
        return elements;
    }

    /** The place of an element in each dimension: {@code 1,2}. */
    private static String index(List<Long> shape, int element) {
        StringBuilder text = new StringBuilder();
        int rest = element;
        for (int i = shape.size() - 1; i >= 0; i--) {
            int size = shape.get(i).intValue();
            text.insert(0, rest % size + (text.isEmpty() ? "" : ","));
            rest /= size;
        }
        return text.toString();
    }

    /** The place of a new field; -1 if there are too many. */
    private int add(String name, Kind kind) {
        if (fields.size() >= limit || name.length() > MOST_NAME_CHARACTERS) {
            leftOut++;
            return -1;
        }
        fields.add(new Planned(name, kind));
        return fields.size() - 1;
    }

    /** Takes the fields of one record's value. */
    @FunctionalInterface
    interface Reader {
        /** Takes nothing. */
        Reader NONE = (value, row) -> {};

        /** Takes a value, boxed as rows give it; null if it is absent. */
        void read(Object value, Target row);
    }

    /** What takes the values of a record. */
    @FunctionalInterface
    interface Target {
        /** Takes the value of a field; null if it is absent. */
        void take(int place, Object value);
    }

    private record StructReader(Reader[] fields) implements Reader {
        @Override
        public void read(Object value, Target target) {
            Row row = (Row) value;
            for (int i = 0; i < fields.length; i++) {
                fields[i].read(row == null ? null : row.boxedAt(i), target);
            }
        }
    }

    private record TensorReader(int[] places) implements Reader {
        @Override
        public void read(Object value, Target target) {
            Tensor tensor = (Tensor) value;
            for (int i = 0; i < places.length; i++) {
                if (places[i] >= 0) {
                    boolean isThere = tensor != null && i < tensor.size();
                    target.take(places[i], isThere ? TensorElement.boxed(tensor, i) : null);
                }
            }
        }
    }
}
