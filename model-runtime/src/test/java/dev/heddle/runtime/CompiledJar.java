package dev.heddle.runtime;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A jar of one source file, as a data scientist's build makes it. */
final class CompiledJar {
    private CompiledJar() {}

    /** Compiles a public class of the package {@code acme} against the model API. */
    static Path of(Path folder, String className, String source) {
        try {
            Path file =
                    Files.createDirectories(folder.resolve("src/acme"))
                            .resolve(className + ".java");
            Files.writeString(file, source);
            Path classes = Files.createDirectories(folder.resolve("classes"));
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter errors = new StringWriter();
            try (var files = compiler.getStandardFileManager(null, null, null)) {
                List<String> options =
                        List.of(
                                "-proc:none",
                                "--release",
                                "17",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                classes.toString());
                boolean compiled =
                        compiler.getTask(
                                        errors,
                                        files,
                                        null,
                                        options,
                                        null,
                                        files.getJavaFileObjects(file))
                                .call();
                if (!compiled) {
                    throw new IllegalArgumentException(errors.toString());
                }
            }
            Path jar = Files.createDirectories(folder.resolve("code")).resolve(className + ".jar");
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                    Stream<Path> found = Files.walk(classes)) {
                for (Path entry : found.filter(Files::isRegularFile).toList()) {
                    out.putNextEntry(new JarEntry(classes.relativize(entry).toString()));
                    Files.copy(entry, out);
                    out.closeEntry();
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
