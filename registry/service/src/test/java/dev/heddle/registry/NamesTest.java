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
        assertThat(Names.require("token", name)).isEqualTo(name);
        assertThat(Names.requireModel("model", name)).isEqualTo(name);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", ".", "..", "-a", "a/b", "a b", "a\n", "ä", "../a", "a%2f"})
    void shouldRefuseWhatIsNoPlainName(String name) {
        assertThatThrownBy(() -> Names.require("token", name))
                .hasMessageContaining("expected a letter or digit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"churn of customers", "größe", "模型", "😀", "a%2f", "-a", "a#b?c&d<e>"})
    void shouldTakeNamesOfModelsAsMlflowDoes(String name) {
        assertThat(Names.requireModel("model", name)).isEqualTo(name);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                " a",
                "a ",
                "a/b",
                "a:b",
                "a@b",
                "a\\b",
                "a\nb",
                "a\0b",
                "a\u007fb",
                "a\u0085b",
                "a\u202eb",
                "a\u2028b",
                "\uD83D",
                "../a"
            })
    void shouldRefuseNamesOfModelsThatAreNotSafe(String name) {
        assertThatThrownBy(() -> Names.requireModel("model", name))
                .hasMessageContaining("expected at most 256 characters");
    }

    @Test
    void shouldLimitANamesLength() {
        assertThat(Names.require("token", "a".repeat(100))).hasSize(100);
        assertThatThrownBy(() -> Names.require("token", "a".repeat(101)))
                .hasMessageContaining("at most 99");
        assertThat(Names.requireModel("model", "a".repeat(256))).hasSize(256);
        assertThatThrownBy(() -> Names.requireModel("model", "a".repeat(257)))
                .hasMessageContaining("at most 256");
        assertThat(Names.requireModel("model", "😀".repeat(128))).hasSize(256);
        assertThatThrownBy(() -> Names.requireModel("model", "😀".repeat(129)))
                .hasMessageContaining("512 bytes");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", ".", "..", "a b", "a/b", "a@b"})
    void shouldRefuseWhatIsNoAlias(String alias) {
        assertThatThrownBy(() -> Names.requireAlias(alias)).hasMessageContaining("alias name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "007", "latest", "Latest"})
    void shouldRefuseAnAliasThatReadsAsAVersion(String alias) {
        assertThatThrownBy(() -> Names.requireAlias(alias)).hasMessageContaining("version");
    }

    @Test
    void shouldLimitTags() {
        assertThatThrownBy(() -> Names.requireTags(Map.of("team", "x".repeat(100_001))))
                .hasMessageContaining("at most 100000 characters");
        assertThatThrownBy(() -> Names.requireTags(Map.of("the@team", "x")))
                .hasMessageContaining("tag name 'the@team'");
        assertThat(Names.requireTags(Map.of("mlflow.note/the team:1", "x"))).hasSize(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "abc", "../../etc/passwd"})
    void shouldRefuseWhatIsNoSha256(String text) {
        assertThatThrownBy(() -> Names.requireSha256(text)).hasMessageContaining("is no SHA-256");
        assertThatThrownBy(() -> Names.requireSha256("A".repeat(64))).hasMessageContaining("lower");
    }
}
