package dev.heddle.platform.access;

import dev.heddle.platform.config.Loopback;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * Keeps other web sites from using a visitor's browser: by a name that they point at this machine
 * (DNS rebinding), or by sending a form here.
 */
final class BrowserOrigin {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    private BrowserOrigin() {}

    /** Whether a request's authority, {@code host:port}, names this machine itself. */
    static boolean isLoopback(String authority) {
        if (authority == null || authority.isEmpty()) {
            return false;
        }
        int port = authority.lastIndexOf(':');
        int bracket = authority.lastIndexOf(']');
        return Loopback.isLoopback(port > bracket ? authority.substring(0, port) : authority);
    }

    /**
     * Whether a page of another site sends a change. Browsers say so in {@code Sec-Fetch-Site}, and
     * where they don't, in {@code Origin}; programs send neither.
     *
     * @param method the request's method
     * @param authority what the request calls this server; may be null
     * @param site the header {@code Sec-Fetch-Site}; may be null
     * @param origin the header {@code Origin}; may be null
     */
    static boolean isForeignChange(String method, String authority, String site, String origin) {
        if (site == null && origin == null || READS.contains(method)) {
            return false;
        }
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        try {
            String sender = new URI(origin).getRawAuthority();
            return sender == null || !sender.equalsIgnoreCase(authority);
        } catch (URISyntaxException e) {
            return true;
        }
    }
}
