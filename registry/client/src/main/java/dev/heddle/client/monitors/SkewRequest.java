package dev.heddle.client.monitors;

import java.time.Instant;
import java.util.Optional;

/**
 * Which calls' features are to be compared.
 *
 * @param from the first moment
 * @param to the moment before which calls were made; empty for half an hour ago
 */
public record SkewRequest(Instant from, Optional<Instant> to) {
    public SkewRequest {
        if (from == null) {
            throw new IllegalArgumentException("from is missing, expected a time");
        }
        to = to == null ? Optional.empty() : to;
    }
}
