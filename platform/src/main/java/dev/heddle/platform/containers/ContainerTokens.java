package dev.heddle.platform.containers;

import dev.heddle.client.Identity;
import dev.heddle.compute.PersonTokens;
import dev.heddle.registry.Tokens;
import jakarta.inject.Singleton;

/** Tokens of containers, kept with all others. */
@Singleton
final class ContainerTokens implements PersonTokens {
    private final Tokens tokens;

    ContainerTokens(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public String issue(String name, Identity person) {
        return tokens.createFor(name, person);
    }

    @Override
    public void revoke(String name) {
        tokens.deleteFor(name);
    }
}
