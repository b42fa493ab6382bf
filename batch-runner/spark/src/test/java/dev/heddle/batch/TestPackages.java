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
        try (ModelRuntime runtime = new ModelRuntime()) {
            Path code = Files.createDirectories(folder.resolve("code"));
            try (JarOutputStream jar =
                    new JarOutputStream(Files.newOutputStream(code.resolve("model.jar")))) {
                add(jar, function);
                for (Class<?> nested : function.getDeclaredClasses()) {
                    add(jar, nested);
                }
            }
            new Packager(runtime.sessions())
                    .pack(
                            folder,
                            new PackageContents(
                                    Optional.of(function.getName()),
                                    Map.of(),
                                    Map.of(),
                                    Optional.empty(),
                                    Map.of()));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
