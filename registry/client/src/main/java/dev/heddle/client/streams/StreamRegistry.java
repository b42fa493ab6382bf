package dev.heddle.client.streams;

import java.util.List;

/**
 * The streams as a process sees them that runs them: in the registry's own process its service is
 * one, elsewhere the client over HTTP. Every method may block, and fails with {@link
 * dev.heddle.model.ErrorCode#UNAVAILABLE} while the registry cannot be reached. Safe for use by
 * many threads.
 */
public interface StreamRegistry {
    /** All streams as they are meant to be. */
    List<DeployedStream> deployed();

    /** Tells how this process is doing with a stream; ignored if there is none of that name. */
    void report(String stream, WorkerReport report);
}
