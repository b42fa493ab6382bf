package dev.heddle.registry;

import static dev.heddle.registry.Failures.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Identity;
import dev.heddle.client.Token;
import dev.heddle.client.Token.Role;
import dev.heddle.model.ErrorCode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
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

        assertThat(tokens.verify(secret)).contains(new Identity("ci", Role.CONTRIBUTOR));
        assertThat(tokens.list()).extracting(Token::secret).containsExactly(Optional.empty());
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
    void shouldLetAContainerActForAPersonAsLongAsTheyMay() {
        tokens.create("ann", Role.ADMIN);
        String secret = tokens.createFor("heddle-1-ws-1", new Identity("ann", Role.CONTRIBUTOR));

        assertThat(tokens.verify(secret)).contains(new Identity("ann", Role.ADMIN));
        assertThat(tokens.list()).extracting(Token::name).containsExactly("ann");
        tokens.delete("ann");
        assertThat(tokens.verify(secret)).as("nobody is acted for").isEmpty();
        assertThat(tokens.exist()).isFalse();
    }

    @Test
    void shouldLetAContainerActForWhoeverNeedsNoToken() {
        String secret = tokens.createFor("heddle-1-ws-1", new Identity("local", Role.ADMIN));

        assertThat(tokens.verify(secret)).isEmpty();
        assertThat(tokens.verify(secret, Set.of("local")))
                .contains(new Identity("local", Role.ADMIN));
    }

    @Test
    void shouldMakeTheTokenBeforeWorthlessAndNoPersonsOwn() {
        tokens.create("ann", Role.CONTRIBUTOR);
        Identity ann = new Identity("ann", Role.CONTRIBUTOR);
        String first = tokens.createFor("heddle-1-ws-1", ann);
        String second = tokens.createFor("heddle-1-ws-1", ann);

        assertThat(tokens.verify(first)).isEmpty();
        assertThat(tokens.verify(second)).contains(ann);
        assertCode(() -> tokens.createFor("ann", ann)).isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertCode(() -> tokens.delete("heddle-1-ws-1")).isEqualTo(ErrorCode.TOKEN_NOT_FOUND);
        tokens.deleteFor("ann");
        tokens.deleteFor("heddle-1-ws-1");
        assertThat(tokens.verify(second)).isEmpty();
        assertThat(tokens.list()).extracting(Token::name).containsExactly("ann");
    }

    @Test
    void shouldRefuseASecondOfTheSameName() {
        tokens.create("ci", Role.ADMIN);

        assertCode(() -> tokens.create("ci", Role.VIEWER)).isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertCode(() -> tokens.create("no name", Role.VIEWER))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }
}
