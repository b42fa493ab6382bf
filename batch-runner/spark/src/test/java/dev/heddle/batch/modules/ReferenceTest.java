package dev.heddle.batch.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    private static final Path PAGE = Path.of("../../docs/reference/write-modules.md");

    @Test
    void shouldTakeEveryExampleOfTheReference() throws IOException {
        List<String> examples =
                Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(PAGE))
                        .results()
                        .map((MatchResult result) -> result.group(1))
                        .toList();

        assertThat(examples).hasSizeGreaterThan(3);
        for (String example : examples) {
            assertThatCode(
                            () ->
                                    WriteModules.parse(
                                            example, getClass().getClassLoader(), name -> "salt"))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void shouldNameEveryMetric() throws IOException {
        assertThat(Files.readString(PAGE))
                .contains(
                        java.util.Arrays.stream(Metric.values())
                                .map(metric -> "`" + metric.word() + "`")
                                .toList());
    }
}
