package dev.heddle.cli;

import picocli.CommandLine.Option;

/** How long a list may be. */
final class Limit {
    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many at most; 20.")
    private int most;

    /**
     * How many at most, 1 or more.
     *
     * @throws IllegalArgumentException if it is less
     */
    int most() {
        if (most < 1) {
            throw new IllegalArgumentException("--limit is %d, expected 1 or more".formatted(most));
        }
        return most;
    }
}
