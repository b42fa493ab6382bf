package dev.heddle.client.batch;

import java.util.Objects;

/**
 * A part of what a job has printed.
 *
 * @param text the part
 * @param next the offset in bytes at which the next part begins
 * @param ended whether nothing more will come
 */
public record JobLog(String text, long next, boolean ended) {
    public JobLog {
        Objects.requireNonNull(text, "text");
    }
}
