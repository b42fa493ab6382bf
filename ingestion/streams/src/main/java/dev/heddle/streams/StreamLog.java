package dev.heddle.streams;

/** Takes what happens to a stream, for the people who look after it. Does not block. */
@FunctionalInterface
public interface StreamLog {
    /**
     * Adds a sentence.
     *
     * @param isProblem whether somebody should look at it
     * @param message what happened
     */
    void add(boolean isProblem, String message);
}
