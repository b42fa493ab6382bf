package dev.heddle.registry;

import static dev.heddle.registry.Failures.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Token;
import dev.heddle.client.Token.Role;
import dev.heddle.model.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokensIT {
    @TempDir private Path folder;
    private RegistryFixture registry;
    private Tokens tokens;

    @BeforeEach
    void start() {
        registry = new RegistryFixture(folder);
        tokens = new Tokens(registry.source);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldKnowATokenByItsSecret() {
        String secret = tokens.create("ci", Role.CONTRIBUTOR).secret().orElseThrow();

        Token token = tokens.verify(secret).orElseThrow();

        assertThat(token.name()).isEqualTo("ci");
        assertThat(token.role()).isEqualTo(Role.CONTRIBUTOR);
        assertThat(token.secret()).isEmpty();
        assertThat(tokens.verify(secret + "x")).isEmpty();
        assertThat(tokens.verify("heddle_")).isEmpty();
        assertThat(tokens.verify("")).isEmpty();
    }

    @Test
    void shouldKeepNoSecret() {
        String secret = tokens.create("ci", Role.VIEWER).secret().orElseThrow();

        String row =
                registry.database.transaction(
                        handle ->
                                handle.createQuery("select token::text from token")
                                        .mapTo(String.class)
                                        .one());

        assertThat(row).doesNotContain(secret).doesNotContain(secret.substring(7));
    }

    @Test
    void shouldRememberTheLastUse() {
        String secret = tokens.create("ci", Role.VIEWER).secret().orElseThrow();
        assertThat(tokens.list().get(0).lastUsedAt()).isEmpty();

        tokens.verify(secret);

        assertThat(tokens.list().get(0).lastUsedAt()).isPresent();
    }

    @Test
    void shouldRevoke() {
        assertThat(tokens.exist()).isFalse();
        String secret = tokens.create("ci", Role.ADMIN).secret().orElseThrow();
        assertThat(tokens.exist()).isTrue();

        tokens.delete("ci");

        assertThat(tokens.verify(secret)).isEmpty();
        assertCode(() -> tokens.delete("ci")).isEqualTo(ErrorCode.TOKEN_NOT_FOUND);
    }

    @Test
    void shouldRefuseASecondOfTheSameName() {
        tokens.create("ci", Role.ADMIN);

        assertCode(() -> tokens.create("ci", Role.VIEWER)).isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertCode(() -> tokens.create("no name", Role.VIEWER))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }
}
