package dev.heddle.platform.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Reads a token's secret from an {@code Authorization} header. */
final class Credentials {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private Credentials() {}

    /**
     * The secret; empty if there is none.
     *
     * @param header {@code Bearer SECRET}, or Basic with any user and the secret as password, which
     *     is what MLflow's clients and browsers send; may be null
     */
    static Optional<String> secret(String header) {
        if (header == null) {
            return Optional.empty();
        }
        if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(header.substring(BEARER.length()).strip());
        }
        if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return basic(header.substring(BASIC.length()).strip());
        }
        return Optional.empty();
    }

    private static Optional<String> basic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
