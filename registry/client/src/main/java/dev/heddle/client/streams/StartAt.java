package dev.heddle.client.streams;

/** Where a group begins that has no position yet. */
public enum StartAt {
    /** At the oldest event that the topic still holds. */
    EARLIEST,
    /** At what comes after the stream has begun. */
    LATEST
}
