package dev.heddle.client;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A token as the platform knows it; its secret is shown once, when it is made.
 *
 * @param name who uses it; unique
 * @param role what it may do
 * @param secret the text to send; empty but in the answer that made it
 * @param createdAt when it was made
 * @param lastUsedAt when it was used last, to about a minute; empty if never
 */
public record Token(
        String name,
        Role role,
        Optional<String> secret,
        Instant createdAt,
        Optional<Instant> lastUsedAt) {
    public Token {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
        secret = secret == null ? Optional.empty() : secret;
        Objects.requireNonNull(createdAt, "createdAt");
        lastUsedAt = lastUsedAt == null ? Optional.empty() : lastUsedAt;
    }

    /** What a token may do; each role may do all that the one before may. */
    public enum Role {
        /** Reads everything and calls models. */
        VIEWER,
        /** Registers versions, sets tags, aliases, rules and endpoints. */
        CONTRIBUTOR,
        /** Makes and revokes tokens, deletes. */
        ADMIN;

        /** Whether this role may do what {@code needed} may. */
        public boolean covers(Role needed) {
            return compareTo(needed) >= 0;
        }
    }
}
