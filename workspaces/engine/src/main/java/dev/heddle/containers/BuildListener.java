package dev.heddle.containers;

/** Hears what a build prints. */
@FunctionalInterface
public interface BuildListener {
    /** It printed something, which may be a part of a line. */
    void printed(String text);
}
