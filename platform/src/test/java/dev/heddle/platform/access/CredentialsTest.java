package dev.heddle.platform.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    @Test
    void shouldReadABearerTokenInAnyCase() {
        assertThat(Credentials.secret("bearer heddle_x ")).hasValue("heddle_x");
    }

    @Test
    void shouldReadAPasswordThatHoldsAColon() {
        String pair = Base64.getEncoder().encodeToString("me:a:b".getBytes(StandardCharsets.UTF_8));

        assertThat(Credentials.secret("Basic " + pair)).hasValue("a:b");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Basic ???", "Basic bm9jb2xvbg==", "Digest x", "heddle_x"})
    void shouldFindNothingInOtherHeaders(String header) {
        assertThat(Credentials.secret(header)).isEmpty();
    }
}
