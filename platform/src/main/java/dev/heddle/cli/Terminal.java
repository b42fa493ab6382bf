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

    /** The terminal of this process. */
    static Terminal ofProcess() {
        Integer columns = Integer.getInteger(COLUMNS);
        return new Terminal(
                columns == null
                        ? OptionalInt.empty()
                        : OptionalInt.of(Math.max(NARROWEST, columns)));
    }

    boolean isPresent() {
        return columns.isPresent();
    }

    int width(int otherwise) {
        return columns.orElse(otherwise);
    }
}
