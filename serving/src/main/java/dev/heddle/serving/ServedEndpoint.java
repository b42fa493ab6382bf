package dev.heddle.serving;

import dev.heddle.client.Endpoint;
import java.util.Optional;

/**
 * What an endpoint serves in this process: a version, and the one before, which stays loaded so
 * that a rollback is a swap.
 */
public final class ServedEndpoint {
    private final String name;
    private volatile Endpoint wanted;
    private volatile ServedVersion current;
    private ServedVersion previous;

    ServedEndpoint(Endpoint wanted) {
        this.name = wanted.name();
        this.wanted = wanted;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What the registry wants, as last seen. */
    public Endpoint wanted() {
        return wanted;
    }

    void want(Endpoint endpoint) {
        wanted = endpoint;
    }

    /** The version that is served now; empty before the first. */
    public Optional<ServedVersion> current() {
        return Optional.ofNullable(current);
    }

    /** The version that calls go to, with the caller as its user; null if none is served. */
    ServedVersion acquire() {
        while (true) {
            ServedVersion version = current;
            if (version == null || version.acquire()) {
                return version;
            }
        }
    }

    /** Swaps back to the version before, if it is the one that is wanted; whether it was. */
    synchronized boolean swapBack(int version) {
        ServedVersion back = previous;
        if (back == null
                || back.description().version() != version
                || !back.description().model().equals(wanted.model())) {
            return false;
        }
        previous = current;
        current = back;
        return true;
    }

    /** Serves a version that the caller is a user of, and takes over that use. */
    synchronized void swap(ServedVersion next) {
        ServedVersion old = previous;
        previous = current;
        current = next;
        if (old != null) {
            old.release();
        }
    }

    /** Serves nothing any more. */
    synchronized void close() {
        if (current != null) {
            current.release();
        }
        if (previous != null) {
            previous.release();
        }
        current = null;
        previous = null;
    }
}
