package dev.heddle.batch;

import dev.heddle.runtime.ModelRuntime;
import dev.heddle.runtime.PackageContents;
import dev.heddle.runtime.Packager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Packages of functions that lie among the tests. */
final class TestPackages {
    private TestPackages() {}

    /** Packs a function with the classes that are nested in it. */
    static Path function(Path folder, Class<?> function) {
        return function(folder, function, function);
    }

    /** Packs a function with a class and those that are nested in it. */
    static Path function(Path folder, Class<?> function, Class<?> outer) {
        try {
            Path code = Files.createDirectories(folder.resolve("code"));
            try (JarOutputStream jar =
                    new JarOutputStream(Files.newOutputStream(code.resolve("model.jar")))) {
                add(jar, outer);
                for (Class<?> nested : outer.getDeclaredClasses()) {
                    add(jar, nested);
                }
            }
            return pack(folder, Optional.of(function.getName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Packs a graph. */
    static Path pack(Path folder) {
        return pack(folder, Optional.empty());
    }

    private static Path pack(Path folder, Optional<String> function) {
        try (ModelRuntime runtime = new ModelRuntime()) {
            new Packager(runtime.sessions())
                    .pack(
                            folder,
                            new PackageContents(
                                    function, Map.of(), Map.of(), Optional.empty(), Map.of()));
            return folder;
        }
    }

    private static void add(JarOutputStream jar, Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new JarEntry(name));
        try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
            in.transferTo(jar);
        }
        jar.closeEntry();
    }
}
