package dev.heddle.sketches;

import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.Signature;
import dev.heddle.runtime.Row;
import java.util.List;

/** Rows of a signature to record. */
final class Rows {
    static final Struct OUTPUT = new Struct(List.of(Field.required("score", Scalar.DOUBLE)));

    private Rows() {}

    /** Of one input field. */
    static Signature of(String name, FieldType type) {
        return new Signature(new Struct(List.of(Field.optional(name, type))), OUTPUT);
    }

    static Row row(Struct type, Object... values) {
        Row row = new Row(type);
        for (int i = 0; i < values.length; i++) {
            row.setBoxed(i, values[i]);
        }
        return row;
    }

    static Row output(double score) {
        return row(OUTPUT, score);
    }

    /** The profile of the input field. */
    static FieldProfile numbers(double... values) {
        Signature signature = of("x", Scalar.DOUBLE);
        ProfileRecorder recorder = new ProfileRecorder(signature, 10_000_000);
        for (double value : values) {
            recorder.record(row(signature.input(), value), output(0));
        }
        return recorder.take().field("input.x").orElseThrow();
    }

    /** The profile of the input field. */
    static FieldProfile texts(String... values) {
        Signature signature = of("x", Scalar.STRING);
        ProfileRecorder recorder = new ProfileRecorder(signature, 10_000_000);
        for (String value : values) {
            recorder.record(row(signature.input(), value), output(0));
        }
        return recorder.take().field("input.x").orElseThrow();
    }
}
