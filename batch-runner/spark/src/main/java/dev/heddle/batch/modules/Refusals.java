package dev.heddle.batch.modules;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.LinkedHashSet;
import java.util.Set;

/** What is wrong with the columns that a module was given; told at once, before a row is read. */
final class Refusals {
    private final String module;
    private final Set<String> found = new LinkedHashSet<>();

    Refusals(String module) {
        this.module = module;
    }

    void add(String message) {
        found.add(message);
    }

    boolean any() {
        return !found.isEmpty();
    }

    /** Throws what was found, if anything was. */
    void check() {
        if (any()) {
            throw new HeddleException(ErrorCode.INVALID_INPUT, toString());
        }
    }

    @Override
    public String toString() {
        return module + ": " + String.join("; ", found);
    }
}
