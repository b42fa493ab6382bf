package dev.heddle.platform;

import dev.heddle.client.Token;
import dev.heddle.client.Token.Role;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.Tokens;
import io.quarkus.runtime.QuarkusApplication;
import java.time.Instant;
import java.util.Locale;

/** What {@code heddle tokens} does once the registry's beans are there. */
public final class TokensApplication implements QuarkusApplication {
    private static final int FAILED = 1;

    private final Tokens tokens;

    TokensApplication(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public int run(String... arguments) {
        try {
            switch (arguments[0]) {
                case "create" ->
                        create(arguments[1], Role.valueOf(arguments[2].toUpperCase(Locale.ROOT)));
                case "list" -> tokens.list().forEach(TokensApplication::print);
                case "delete" -> tokens.delete(arguments[1]);
                default -> throw new IllegalArgumentException(arguments[0]);
            }
            return 0;
        } catch (HeddleException e) {
            System.err.println("heddle: " + e.getMessage());
            return FAILED;
        }
    }

    private void create(String name, Role role) {
        System.out.println(tokens.create(name, role).secret().orElseThrow());
    }

    private static void print(Token token) {
        System.out.printf(
                Locale.ROOT,
                "%-30s %-12s made %s, used %s%n",
                token.name(),
                token.role().name().toLowerCase(Locale.ROOT),
                token.createdAt(),
                token.lastUsedAt().map(Instant::toString).orElse("never"));
    }
}
