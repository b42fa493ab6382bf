package dev.heddle.runtime;

import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.Kind;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Copies fields of rows of one struct to fields of rows of another. A number goes to any
 * floating-point number, and a whole one to a wider one; anything else to its own type.
 */
final class RowCopy {
    private static final Set<Kind> WHOLE = EnumSet.of(Kind.INTEGER, Kind.LONG);
    private static final Set<Kind> NUMBERS =
            EnumSet.of(Kind.INTEGER, Kind.LONG, Kind.FLOAT, Kind.DOUBLE);

    private final Kind[] types;
    private final int[] from;
    private final Kind[] targets;
    private final int[] to;

    private RowCopy(Struct source, int[] from, Struct target, int[] to) {
        this.from = from;
        this.to = to;
        this.types = new Kind[from.length];
        this.targets = new Kind[from.length];
        for (int i = 0; i < from.length; i++) {
            Field given = source.fields().get(from[i]);
            Field wanted = target.fields().get(to[i]);
            if (!fits(given.type(), wanted.type())) {
                throw new IllegalArgumentException(
                        "its %s is %s, which does not fit %s, a %s"
                                .formatted(
                                        given.name(), given.type(), wanted.name(), wanted.type()));
            }
            types[i] = given.type().kind();
            targets[i] = wanted.type().kind();
        }
    }

    /**
     * A copy of fields.
     *
     * @param names the fields of the source
     * @param to the indexes of the target's fields that take them
     * @throws IllegalArgumentException if there is no such field, or it does not fit
     */
    static RowCopy of(Struct source, List<String> names, Struct target, List<Integer> to) {
        return new RowCopy(
                source,
                indexes(source, names),
                target,
                to.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Where fields of those names stand. */
    static int[] indexes(Struct struct, List<String> names) {
        int[] indexes = new int[names.size()];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = index(struct, names.get(i));
            if (indexes[i] < 0) {
                throw new IllegalArgumentException(
                        "it has no %s among %s".formatted(names.get(i), struct));
            }
        }
        return indexes;
    }

    /** Where the field of that name stands; -1 if there is none. */
    static int index(Struct struct, String name) {
        for (int i = 0; i < struct.fields().size(); i++) {
            if (struct.fields().get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Requires that equal values of two keys have equal texts. */
    static void requireSameKey(Field key, Field given) {
        boolean isSame =
                key.type().equals(given.type())
                        || (WHOLE.contains(key.type().kind())
                                && WHOLE.contains(given.type().kind()));
        if (!isSame) {
            throw new IllegalArgumentException(
                    "its key %s is %s, and %s is %s"
                            .formatted(key.name(), key.type(), given.name(), given.type()));
        }
    }

    private static boolean fits(FieldType given, FieldType wanted) {
        if (given.equals(wanted)) {
            return true;
        }
        if (given instanceof ListOf || wanted instanceof ListOf) {
            return false;
        }
        if (wanted == Scalar.DOUBLE || wanted == Scalar.FLOAT) {
            return NUMBERS.contains(given.kind());
        }
        return given == Scalar.INTEGER && wanted == Scalar.LONG;
    }

    /** Copies what is there into the fields that are absent. */
    void absent(Row source, Row target) {
        for (int i = 0; i < from.length; i++) {
            if (!target.isPresent(to[i])) {
                copy(source, target, i);
            }
        }
    }

    /** Copies what is there. */
    void all(Row source, Row target) {
        for (int i = 0; i < from.length; i++) {
            copy(source, target, i);
        }
    }

    private void copy(Row source, Row target, int i) {
        if (!source.isPresent(from[i])) {
            return;
        }
        switch (targets[i]) {
            case BOOLEAN -> target.set(to[i], source.booleanAt(from[i]));
            case INTEGER -> target.set(to[i], source.intAt(from[i]));
            case LONG -> target.set(to[i], whole(source, i));
            case FLOAT -> target.set(to[i], (float) number(source, i));
            case DOUBLE -> target.set(to[i], number(source, i));
            case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR ->
                    target.setValue(to[i], source.valueAt(from[i]));
        }
    }

    private long whole(Row source, int i) {
        return types[i] == Kind.INTEGER ? source.intAt(from[i]) : source.longAt(from[i]);
    }

    private double number(Row source, int i) {
        return switch (types[i]) {
            case FLOAT -> source.floatAt(from[i]);
            case DOUBLE -> source.doubleAt(from[i]);
            case INTEGER, LONG -> whole(source, i);
            case BOOLEAN, STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR ->
                    throw new IllegalStateException(types[i] + " is no number");
        };
    }
}
