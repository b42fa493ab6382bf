package dev.heddle.registry.artifacts;

import static dev.heddle.registry.Failures.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.model.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactPathTest {
    @Test
    void shouldTakePathsAsMlflowDoes() {
        assertThat(ArtifactPath.file("1/run/artifacts/plot.png"))
                .isEqualTo("1/run/artifacts/plot.png");
        assertThat(ArtifactPath.file("1//run/./a/")).isEqualTo("1/run/a");
        assertThat(ArtifactPath.file("1/größe 😀.txt")).isEqualTo("1/größe 😀.txt");
        assertThat(ArtifactPath.file("1/loss:train")).isEqualTo("1/loss:train");
        assertThat(ArtifactPath.file("1/gr%C3%B6%C3%9Fe")).isEqualTo("1/größe");
        assertThat(ArtifactPath.file("1/100%")).isEqualTo("1/100%");
        assertThat(ArtifactPath.file("1/..a/b..")).isEqualTo("1/..a/b..");
        assertThat(ArtifactPath.folder("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../etc/passwd",
                "1/../../etc/passwd",
                "1/..",
                "/etc/passwd",
                "//host/share",
                "C:/Windows",
                "C:\\Windows",
                "1\\..\\2",
                "file:///etc/passwd",
                "%2e%2e/etc",
                "1/%2e%2e%2fetc",
                "%252e%252e/etc",
                "%25252e%25252e/etc",
                "%2525252525252525252525252e",
                "1%5c..%5c2",
                "%2Fetc/passwd",
                "1/a#b",
                "1/a%23b",
                "1/a\u0000b",
                "1/a%00b",
                "1/a\nb",
                "1/a\u007f",
                "1/\uD83D"
            })
    void shouldRefuseHostilePaths(String path) {
        assertCode(() -> ArtifactPath.file(path)).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void shouldRefuseWhatIsTooLongOrNothing() {
        assertCode(() -> ArtifactPath.file("a".repeat(2_001))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> ArtifactPath.file("ö".repeat(1_001))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> ArtifactPath.file("")).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> ArtifactPath.file("./")).isEqualTo(ErrorCode.INVALID_REQUEST);
    }
}
