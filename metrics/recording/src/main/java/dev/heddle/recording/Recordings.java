package dev.heddle.recording;

import dev.heddle.client.monitors.Engine;
import dev.heddle.model.Signature;

/** Where engines begin to record what their versions do. Safe for use by many threads. */
@FunctionalInterface
public interface Recordings {
    /** Records nothing. */
    Recordings NONE = (model, version, engine, source, signature) -> Recording.NONE;

    /**
     * Begins a recording; the caller closes it.
     *
     * @param source the endpoint or the stream; empty for calls that name a version
     * @param signature what the version takes and gives
     */
    Recording open(String model, int version, Engine engine, String source, Signature signature);
}
