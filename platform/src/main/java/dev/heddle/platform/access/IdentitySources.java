package dev.heddle.platform.access;

import dev.heddle.platform.config.PlatformConfig;
import dev.heddle.platform.config.PlatformConfig.Mode;
import dev.heddle.platform.config.PlatformConfig.Role;
import dev.heddle.registry.Tokens;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/** Chooses who knows the tokens: the database, or the registry of another process. */
final class IdentitySources {
    @Produces
    @Singleton
    IdentitySource source(PlatformConfig config, Instance<Tokens> tokens) {
        if (config.has(Role.REGISTRY)) {
            // In dev mode the person on this machine has no token, and their containers have.
            Set<String> persons = config.mode() == Mode.DEV ? Set.of(Gate.LOCAL.name()) : Set.of();
            return secret -> tokens.get().verify(secret, persons);
        }
        return new RemoteIdentities(config.registry().url().orElseThrow());
    }
}
