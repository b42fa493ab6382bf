package dev.heddle.platform.access;

import dev.heddle.client.Identity;
import dev.heddle.platform.config.PlatformConfig;
import dev.heddle.platform.config.PlatformConfig.Role;
import dev.heddle.registry.Tokens;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Chooses who knows the tokens: the database, or the registry of another process. */
final class IdentitySources {
    @Produces
    @Singleton
    IdentitySource source(PlatformConfig config, Instance<Tokens> tokens) {
        if (config.has(Role.REGISTRY)) {
            return secret ->
                    tokens.get()
                            .verify(secret)
                            .map(token -> new Identity(token.name(), token.role()));
        }
        return new RemoteIdentities(config.registry().url().orElseThrow());
    }
}
