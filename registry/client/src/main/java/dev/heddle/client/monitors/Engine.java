package dev.heddle.client.monitors;

/** What runs a version. */
public enum Engine {
    /** Calls over HTTP and gRPC. */
    ONLINE,
    /** A batch job. */
    BATCH,
    /** The events of a topic. */
    STREAM
}
