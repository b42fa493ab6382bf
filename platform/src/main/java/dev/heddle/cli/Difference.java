package dev.heddle.cli;

import java.util.Objects;

/**
 * One thing in which two versions differ.
 *
 * @param part what it belongs to, {@code parameters}
 * @param name which one, {@code threshold}
 * @param left what the first version has; empty if it has none
 * @param right what the second has
 */
record Difference(String part, String name, String left, String right) {
    Difference {
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(left, "left");
        Objects.requireNonNull(right, "right");
    }
}
