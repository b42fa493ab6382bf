package dev.heddle.streams;

import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelFunction;
import dev.heddle.model.ModelIdentity;
import dev.heddle.model.StreamFunction;
import dev.heddle.runtime.Envelope;
import dev.heddle.runtime.LoadedModel;
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
    private static final ModelIdentity VERSION = new ModelIdentity("test", 1, "");

    private TestFunctions() {}

    /** Loads a function with the classes that are declared in it. */
    static LoadedStream load(
            ModelRuntime runtime, Path folder, Class<? extends StreamFunction<?>> function) {
        return runtime.loadStream(
                pack(runtime, folder, function),
                VERSION,
                Map.of(),
                (name, value) -> {},
                StreamState.NONE);
    }

    /** The same of a function that scores. */
    static LoadedModel loadModel(
            ModelRuntime runtime, Path folder, Class<? extends ModelFunction<?, ?>> function) {
        return runtime.load(
                pack(runtime, folder, function),
                VERSION,
                Map.of(),
                Mode.STREAM,
                (name, value) -> {});
    }

    private static Envelope pack(ModelRuntime runtime, Path folder, Class<?> function) {
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
        return new Packager(runtime.sessions())
                .pack(
                        folder,
                        new PackageContents(
                                Optional.of(function.getName()),
                                Map.of(),
                                Map.of(),
                                Optional.empty(),
                                Map.of()));
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
