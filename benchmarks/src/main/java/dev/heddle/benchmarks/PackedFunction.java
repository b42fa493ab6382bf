package dev.heddle.benchmarks;

import dev.heddle.runtime.Envelope;
import dev.heddle.runtime.ModelRuntime;
import dev.heddle.runtime.PackageContents;
import dev.heddle.runtime.Packager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** A function of a benchmark as a version holds it: in a jar of its own. */
public final class PackedFunction {
    private PackedFunction() {}

    /** Makes a folder an envelope; without a function it holds a graph. */
    public static Envelope pack(Path folder, Optional<Class<?>> function) throws IOException {
        if (function.isPresent()) {
            Path code = Files.createDirectories(folder.resolve("code"));
            try (JarOutputStream jar =
                    new JarOutputStream(Files.newOutputStream(code.resolve("model.jar")))) {
                add(jar, function.get());
                for (Class<?> nested : function.get().getDeclaredClasses()) {
                    add(jar, nested);
                }
            }
        }
        try (ModelRuntime runtime = new ModelRuntime()) {
            return new Packager(runtime.sessions())
                    .pack(
                            folder,
                            new PackageContents(
                                    function.map(Class::getName),
                                    Map.of(),
                                    Map.of(),
                                    Optional.empty(),
                                    Map.of()));
        }
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
