package dev.heddle.streams;

import dev.heddle.runtime.FeatureWrite;
import dev.heddle.runtime.OnlineFeatures;

/**
 * The features that a stream reads and writes. It reads what it has written itself, before others
 * do. Safe for use by many threads.
 */
public interface StreamState extends OnlineFeatures {
    /** Features that nobody keeps: there are no views. */
    StreamState NONE = new NoState();

    /**
     * Events of others are taken over: what they have written has to be known before anything is
     * read. Does not block.
     */
    void takenOver();

    /** A write is acknowledged, at a place of its view's topic. */
    void written(FeatureWrite write, int partition, long offset);

    /** What was written and is not committed yet never will be. */
    void abandoned();
}
