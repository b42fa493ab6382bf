package dev.heddle.mlflow.search;

import java.util.List;

/** What a condition compares with. */
public sealed interface Operand {
    /** A quoted text. */
    record Text(String value) implements Operand {}

    /** A number. */
    record Number(double value, boolean isInteger) implements Operand {}

    /** A list of quoted texts; at least one. */
    record Texts(List<String> values) implements Operand {
        public Texts {
            values = List.copyOf(values);
        }
    }

    /** Nothing, as {@code IS NULL} needs. */
    record None() implements Operand {}
}
