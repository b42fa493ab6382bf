package dev.heddle.streams;

import dev.heddle.model.ModelIdentity;
import dev.heddle.model.StreamFunction;
import dev.heddle.runtime.Envelope;
import dev.heddle.runtime.LoadedStream;
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
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** Stream functions of tests, loaded from a jar as versions are. */
final class TestFunctions {
    private TestFunctions() {}

    /** Loads a function with the classes that are declared in it. */
    static LoadedStream load(
            ModelRuntime runtime, Path folder, Class<? extends StreamFunction<?>> function) {
        try {
            Path code = Files.createDirectories(folder.resolve("code"));
            try (JarOutputStream jar =
                    new JarOutputStream(Files.newOutputStream(code.resolve("function.jar")))) {
                add(jar, function);
                for (Class<?> nested : function.getDeclaredClasses()) {
                    add(jar, nested);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Envelope envelope =
                new Packager(runtime.sessions())
                        .pack(
                                folder,
                                new PackageContents(
                                        Optional.of(function.getName()),
                                        Map.of(),
                                        Map.of(),
                                        Optional.empty(),
                                        Map.of()));
        return runtime.loadStream(
                envelope,
                new ModelIdentity("test", 1, ""),
                Map.of(),
                (name, value) -> {},
                StreamState.NONE);
    }

    private static void add(JarOutputStream jar, Class<?> type) throws IOException {
        String entry = type.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new ZipEntry(entry));
        try (InputStream in = type.getClassLoader().getResourceAsStream(entry)) {
            in.transferTo(jar);
        }
        jar.closeEntry();
    }
}
