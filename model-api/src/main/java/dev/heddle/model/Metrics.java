package dev.heddle.model;

/**
 * Takes figures that a function reports of itself; they land on the dashboard from every engine.
 */
@FunctionalInterface
public interface Metrics {
    /**
     * Adds one observation. Does not block and never fails the call; a value that is not finite is
     * dropped.
     *
     * @param name what was observed: a letter, then at most 99 letters, digits, {@code _} or {@code
     *     .}; a platform keeps a bounded number of names per model and drops further ones
     * @param value the observation
     */
    void record(String name, double value);
}
