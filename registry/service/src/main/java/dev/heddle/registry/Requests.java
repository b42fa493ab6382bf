package dev.heddle.registry;

import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;

/** What every resource reads off a request. */
final class Requests {
    private Requests() {}

    /** Who calls. */
    static String actor(SecurityContext caller) {
        return caller.getUserPrincipal() == null ? "local" : caller.getUserPrincipal().getName();
    }

    /** A body that must be there. */
    static <T> T body(T body) {
        if (body == null) {
            throw Names.invalid("the request has no body, expected a JSON object");
        }
        return body;
    }

    /** The number in an If-Match header; empty if there is none or it allows anything. */
    static Optional<Integer> ifMatch(String header) {
        if (header == null || header.strip().equals("*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Integer.valueOf(header.strip().replace("\"", "")));
        } catch (NumberFormatException e) {
            throw Names.invalid(
                    "If-Match is %s, expected an ETag that was given out".formatted(header));
        }
    }
}
