package dev.heddle.serving;

import dev.heddle.client.Endpoint;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What an endpoint serves in this process: a version, and the one before, which stays loaded so
 * that a rollback is a swap.
 */
public final class ServedEndpoint {
    private final String name;
    private final InferenceLog log;
    private volatile Endpoint wanted;
    private volatile double logShare;
    private volatile ResponseCache cache;
    private volatile ServedVersion current;
    private ServedVersion previous;

    ServedEndpoint(Endpoint wanted, InferenceLog log) {
        this.name = wanted.name();
        this.log = log;
        want(wanted);
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
        logShare = endpoint.settings().logShare();
    }

    /** Where calls go that {@link #isToBeLogged}. */
    InferenceLog log() {
        return log;
    }

    /** Whether the call that asks is one of the share that is logged. */
    boolean isToBeLogged() {
        double share = logShare;
        return share > 0 && (share >= 1 || ThreadLocalRandom.current().nextDouble() < share);
    }

    /** The cache of its answers; null if it has none. */
    ResponseCache cache() {
        return cache;
    }

    /** How many bytes its cache may hold; 0 if it has none. */
    long cacheBytes() {
        ResponseCache present = cache;
        return present == null ? 0 : present.maxBytes();
    }

    /** Gives it a cache of that size, or none. */
    void resizeCache(long bytes) {
        if (bytes == cacheBytes()) {
            return;
        }
        if (bytes == 0) {
            cache = null;
        } else if (cache == null) {
            cache = new ResponseCache(bytes);
        } else {
            cache.resize(bytes);
        }
    }

    /** The version that is served now; empty before the first. */
    public Optional<ServedVersion> current() {
        return Optional.ofNullable(current);
    }

    /** Whether it serves nothing and is to serve nothing. */
    boolean isIdle() {
        return current == null && wanted.version().isEmpty();
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
