package dev.heddle.cli;

import java.util.OptionalInt;

/**
 * Where output goes.
 *
 * @param columns how wide it is; empty if it is no terminal
 */
record Terminal(OptionalInt columns) {
    /** The {@code heddle} script, which sees the terminal, sets this. */
    private static final String COLUMNS = "heddle.columns";

    private static final int NARROWEST = 40;
    private static final int USUAL = 80;

    /** The terminal of this process. */
    static Terminal ofProcess() {
        Integer columns = Integer.getInteger(COLUMNS);
        if (columns == null) {
            return new Terminal(OptionalInt.empty());
        }
        // Some terminals do not know their width, and say 0.
        return new Terminal(OptionalInt.of(columns > 0 ? Math.max(NARROWEST, columns) : USUAL));
    }

    boolean isPresent() {
        return columns.isPresent();
    }

    int width(int otherwise) {
        return columns.orElse(otherwise);
    }
}
