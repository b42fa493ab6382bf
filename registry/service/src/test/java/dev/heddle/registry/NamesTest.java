package dev.heddle.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "churn", "Churn-2", "a.b_c", "2024"})
    void shouldTakeNames(String name) {
        assertThat(Names.require("model", name)).isEqualTo(name);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", ".", "..", "-a", "a/b", "a b", "a\n", "ä", "../a", "a%2f"})
    void shouldRefuseWhatIsNoName(String name) {
        assertThatThrownBy(() -> Names.require("model", name))
                .hasMessageContaining("expected a letter or digit");
    }

    @Test
    void shouldLimitANamesLength() {
        assertThat(Names.require("model", "a".repeat(100))).hasSize(100);
        assertThatThrownBy(() -> Names.require("model", "a".repeat(101)))
                .hasMessageContaining("at most 99");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "007", "latest"})
    void shouldRefuseAnAliasThatReadsAsAVersion(String alias) {
        assertThatThrownBy(() -> Names.requireAlias(alias)).hasMessageContaining("version");
    }

    @Test
    void shouldLimitTags() {
        assertThatThrownBy(() -> Names.requireTags(Map.of("team", "x".repeat(1001))))
                .hasMessageContaining("at most 1000 characters");
        assertThatThrownBy(() -> Names.requireTags(Map.of("the team", "x")))
                .hasMessageContaining("tag name 'the team'");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "abc", "../../etc/passwd"})
    void shouldRefuseWhatIsNoSha256(String text) {
        assertThatThrownBy(() -> Names.requireSha256(text)).hasMessageContaining("is no SHA-256");
        assertThatThrownBy(() -> Names.requireSha256("A".repeat(64))).hasMessageContaining("lower");
    }
}
