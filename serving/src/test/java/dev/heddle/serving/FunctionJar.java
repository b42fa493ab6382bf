package dev.heddle.serving;

import dev.heddle.runtime.Envelope;
import dev.heddle.runtime.OnnxSessions;
import dev.heddle.runtime.PackageContents;
import dev.heddle.runtime.Packager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Makes a package of a function that stands among the tests. */
public final class FunctionJar {
    private FunctionJar() {}

    /**
     * Packs a function with the records that are nested in its class.
     *
     * @param sample a sample input as JSON
     */
    public static Envelope pack(
            Path directory, Class<?> function, Map<String, String> parameters, String sample) {
        try {
            write(Files.createDirectories(directory.resolve("code")), function);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Packager(new OnnxSessions())
                .pack(
                        directory,
                        new PackageContents(
                                Optional.of(function.getName()),
                                Map.of(),
                                parameters,
                                Optional.of(sample.getBytes(StandardCharsets.UTF_8)),
                                Map.of()));
    }

    private static void write(Path folder, Class<?> function) throws IOException {
        List<Class<?>> types =
                Stream.concat(Stream.of(function), Stream.of(function.getDeclaredClasses()))
                        .toList();
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(folder.resolve("function.jar")))) {
            for (Class<?> type : types) {
                String name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(name));
                try (InputStream content = type.getClassLoader().getResourceAsStream(name)) {
                    content.transferTo(jar);
                }
                jar.closeEntry();
            }
        }
    }
}
