package dev.heddle.client;

import java.util.Objects;

/**
 * A part of what a job or a container has printed.
 *
 * @param text the part; empty if nothing has come
 * @param next the offset in bytes at which the next part begins
 * @param ended whether nothing more will come
 */
public record LogPart(String text, long next, boolean ended) {
    public LogPart {
        Objects.requireNonNull(text, "text");
    }
}
