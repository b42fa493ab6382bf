package dev.heddle.platform.access;

import dev.heddle.client.Identity;
import java.util.Optional;

/** Knows the tokens. */
interface IdentitySource {
    /**
     * Whose secret that is; empty if nobody's. May block.
     *
     * @throws dev.heddle.model.HeddleException with {@code UNAVAILABLE} if that cannot be known now
     */
    Optional<Identity> find(String secret);
}
