package dev.heddle.platform.batch;

import dev.heddle.programs.Programs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Spark as the build has resolved it, for programs that know nothing of Heddle. */
final class SparkJars {
    /** The checkout. */
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final Path CLASS_PATH =
            ROOT.resolve("batch-runner/spark/target/spark.classpath");

    private SparkJars() {}

    /** The start of a command that runs a class of Spark's class path. */
    static List<String> java(String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Programs.sparkOptions());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath()));
        return command;
    }

    /** The class path. */
    static String classPath() {
        try {
            return Files.readString(CLASS_PATH).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    CLASS_PATH + " is missing: ./mvnw -Dquick package writes it", e);
        }
    }

    /** Lays out a folder as Spark's own distributions are: links to the jars below {@code jars}. */
    static void link(Path sparkHome) throws IOException {
        Path jars = Files.createDirectories(sparkHome.resolve("jars"));
        for (Path jar : Stream.of(classPath().split(File.pathSeparator)).map(Path::of).toList()) {
            Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
        }
    }
}
