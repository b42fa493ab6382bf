package dev.heddle.model;

import java.util.Objects;

/**
 * One value that breaks a rule.
 *
 * @param path where it is, {@code customers[3].age}; empty for the whole value
 * @param found what came, in words and shortened, {@code string "abc"}
 * @param expected what may come, {@code a number}
 */
public record Violation(String path, String found, String expected) {
    public Violation {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(found, "found");
        Objects.requireNonNull(expected, "expected");
    }

    /** One sentence: {@code age: expected a whole number, got string "abc"}. */
    @Override
    public String toString() {
        return (path.isEmpty() ? "" : path + ": ") + "expected " + expected + ", got " + found;
    }
}
