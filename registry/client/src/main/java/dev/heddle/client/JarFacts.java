package dev.heddle.client;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * What a jar says of itself.
 *
 * @param coordinates Maven coordinates of what it is or holds, sorted; empty if it names none
 * @param buildJdk the JDK that built it
 */
record JarFacts(List<String> coordinates, Optional<String> buildJdk) {
    private static final int MAX_COORDINATES = 2_000;

    JarFacts {
        coordinates = List.copyOf(coordinates);
    }

    /**
     * Reads a jar.
     *
     * @throws HeddleException with {@code INVALID_PACKAGE} if it is none
     */
    static JarFacts of(Path jar) {
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            TreeSet<String> coordinates = new TreeSet<>();
            for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
                String name = entry.getName();
                if (name.startsWith("META-INF/maven/")
                        && name.endsWith("/pom.properties")
                        && coordinates.size() < MAX_COORDINATES) {
                    coordinates(file, entry).ifPresent(coordinates::add);
                }
            }
            return new JarFacts(List.copyOf(coordinates), buildJdk(file.getManifest()));
        } catch (IOException | SecurityException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_PACKAGE,
                    "'%s' is no jar: %s".formatted(jar, e.getMessage()),
                    e);
        }
    }

    private static Optional<String> coordinates(JarFile file, JarEntry entry) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = file.getInputStream(entry)) {
            properties.load(in);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        String group = properties.getProperty("groupId");
        String artifact = properties.getProperty("artifactId");
        String version = properties.getProperty("version");
        return group == null || artifact == null || version == null
                ? Optional.empty()
                : Optional.of(group + ":" + artifact + ":" + version);
    }

    private static Optional<String> buildJdk(Manifest manifest) {
        if (manifest == null) {
            return Optional.empty();
        }
        Attributes attributes = manifest.getMainAttributes();
        String spec = attributes.getValue("Build-Jdk-Spec");
        return Optional.ofNullable(spec == null ? attributes.getValue("Build-Jdk") : spec);
    }
}
