package dev.heddle.client;

import java.util.Objects;

/**
 * Who a request comes from, the answer of {@code GET /api/v1/whoami}.
 *
 * @param name the token's name; {@code local} in dev mode
 * @param role what it may do
 */
public record Identity(String name, Token.Role role) {
    public Identity {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
    }
}
