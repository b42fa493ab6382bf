package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftOutTestsTest {
    @TempDir private Path root;

    @Test
    void shouldCountTheTestsOfTaggedClassesAndTaggedMethods() throws IOException {
        Path tests = Files.createDirectories(root.resolve("module/src/test/java"));
        Files.writeString(
                tests.resolve("AIT.java"),
                "@Tag(\"docker\")\nclass AIT {\n    @Test\n    @ParameterizedTest\n}\n");
        Files.writeString(
                tests.resolve("BIT.java"),
                "class BIT {\n    @Tag(\"chromium\")\n    @Test\n    @Test\n}\n");
        Path main = Files.createDirectories(root.resolve("module/src/main/java"));
        Files.writeString(main.resolve("C.java"), "@Tag(\"docker\")\n    @Test\n");

        assertThat(LeftOutTests.report(root, Set.of("docker", "chromium")))
                .startsWith("Left out: 3 tests")
                .contains("(chromium 1, docker 2)", "-Pcomplete");
        assertThat(LeftOutTests.report(root, Set.of("python"))).contains("nothing");
        assertThat(LeftOutTests.report(root, Set.of())).isEqualTo("Left out: nothing.");
    }
}
