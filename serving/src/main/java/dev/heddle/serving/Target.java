package dev.heddle.serving;

import java.util.Optional;

/**
 * What a call goes to. Whoever has one is a user of its version.
 *
 * @param version the version that answers
 * @param endpoint the endpoint that the call named; empty if it named a version
 */
public record Target(ServedVersion version, Optional<ServedEndpoint> endpoint) {
    /** Stops being a user of the version; for who makes no call of it. */
    public void release() {
        version.release();
    }
}
