package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginCaptureTest {
    @TempDir private Path folder;

    @Test
    void shouldTellTheJdkAndTheLibrariesOfTheJars() throws IOException {
        Path jar =
                jar(
                        "churn.jar",
                        Map.of(
                                "META-INF/MANIFEST.MF",
                                "Manifest-Version: 1.0\nBuild-Jdk-Spec: 21\n\n",
                                "META-INF/maven/com.acme/churn/pom.properties",
                                "groupId=com.acme\nartifactId=churn\nversion=1.2\n",
                                "META-INF/maven/org.math/math/pom.properties",
                                "groupId=org.math\nartifactId=math\nversion=3.6\n"));
        Path library = jar("tiny.jar", Map.of("a.txt", "a"));
        Registration registration = Registration.function("churn", "C", jar).library(library);
        PackageLayout layout = PackageLayout.of(registration);

        Origin origin = OriginCapture.of(registration, layout);

        assertThat(origin.jdk()).isEqualTo("21");
        assertThat(origin.tool()).startsWith("heddle ");
        String sha256 = layout.described().get(0).sha256();
        String librarySha256 = layout.described().get(1).sha256();
        assertThat(origin.dependencies())
                .containsExactly(
                        new Origin.Dependency("com.acme:churn:1.2", "churn.jar", sha256),
                        new Origin.Dependency("org.math:math:3.6", "churn.jar", sha256),
                        new Origin.Dependency("tiny.jar", "tiny.jar", librarySha256));
    }

    @Test
    void shouldRefuseWhatIsNoJar() throws IOException {
        Path jar = Files.writeString(folder.resolve("churn.jar"), "text");
        Registration registration = Registration.function("churn", "C", jar);
        PackageLayout layout = PackageLayout.of(registration);

        assertThatThrownBy(() -> OriginCapture.of(registration, layout))
                .hasMessageContaining("churn.jar' is no jar");
    }

    private Path jar(String name, Map<String, String> entries) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (var entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                jar.closeEntry();
            }
        }
        return file;
    }
}
