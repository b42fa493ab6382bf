package dev.heddle.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a model takes and gives: one object for HTTP, Hive, Kafka and the documentation.
 *
 * @param input the fields of one input record
 * @param output the fields of one output record
 */
public record Signature(FieldType.Struct input, FieldType.Struct output) {
    public Signature {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(output, "output");
    }

    /**
     * Why callers of this signature could not be answered by {@code next} instead; empty if every
     * one of them could. A caller may send all that this input allows and reads all that this
     * output names, so {@code next} may take more and give more, never less: it keeps every input
     * field, adds only fields that may be left out, and keeps every output field with its type. A
     * number that is taken may become wider (integer to long or double, float to double).
     *
     * @return sentences, each naming a field
     */
    public List<String> incompatibilitiesOf(Signature next) {
        List<String> reasons = new ArrayList<>();
        SignatureCompatibility.input("input", input, next.input(), reasons);
        SignatureCompatibility.output("output", output, next.output(), reasons);
        return List.copyOf(reasons);
    }

    /** This signature as maps, lists, texts, numbers and booleans, for any JSON or YAML writer. */
    public Map<String, Object> toMap() {
        return SignatureMaps.write(this);
    }

    /**
     * A signature from what {@link #toMap} gave.
     *
     * @throws IllegalArgumentException if it is not of that form; the message names the place
     */
    public static Signature fromMap(Map<String, ?> map) {
        return SignatureMaps.read(map);
    }
}
