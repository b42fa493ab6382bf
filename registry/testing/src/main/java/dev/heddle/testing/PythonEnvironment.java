package dev.heddle.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A virtual environment of Python with the packages that a file in {@code src/test/python} pins. It
 * is made below {@code target/python} by the first test that wants it, and kept for later builds.
 */
public final class PythonEnvironment {
    private static final Path SCRIPTS = Path.of("src", "test", "python").toAbsolutePath();
    private static final String UV = "uv==0.13.9";
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final Path python;
    private final Path scripts;

    private PythonEnvironment(Path python, Path scripts) {
        this.python = python;
        this.scripts = scripts;
    }

    /**
     * The environment of a requirements file.
     *
     * @throws AssertionError if there is no Python, or a package cannot be installed
     */
    public static PythonEnvironment of(String requirements) {
        return of(SCRIPTS, requirements);
    }

    /**
     * The environment of a requirements file in another folder, whose scripts it runs.
     *
     * @throws AssertionError if there is no Python, or a package cannot be installed
     */
    public static PythonEnvironment of(Path scripts, String requirements) {
        try {
            Path file = scripts.resolve(requirements);
            String key =
                    requirements.replace(".txt", "-")
                            + HexFormat.of().toHexDigits(Files.readString(file).hashCode());
            Path folder = Path.of("target", "python", key).toAbsolutePath();
            Path complete = folder.resolve("complete");
            Path python = folder.resolve("bin").resolve("python");
            Files.createDirectories(folder.getParent());
            Path lock = folder.resolveSibling(key + ".lock");
            // Tests of another process may want the same one at the same time.
            try (FileChannel channel =
                            FileChannel.open(
                                    lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (held.isValid() && !Files.exists(complete)) {
                    delete(folder);
                    install(folder, python, file);
                    Files.createFile(complete);
                }
            }
            return new PythonEnvironment(python, scripts.toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By uv, which takes a tenth of pip's time. */
    private static void install(Path folder, Path python, Path requirements) {
        run("Python 3 with venv", List.of("python3", "-m", "venv", folder.toString()));
        run("uv", List.of(python.toString(), "-m", "pip", "install", "--quiet", UV));
        run(
                "the packages of " + requirements.getFileName(),
                List.of(
                        folder.resolve("bin").resolve("uv").toString(),
                        "pip",
                        "install",
                        "--quiet",
                        "--python",
                        python.toString(),
                        "--requirement",
                        requirements.toString()));
    }

    /**
     * Runs a script of its folder to its end.
     *
     * @return what it printed
     * @throws AssertionError with what it printed, unless it exits with 0
     */
    public String run(String script, Object... arguments) {
        return run(script, command(script, arguments));
    }

    /** The command that runs a script of its folder. */
    public List<String> command(String script, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(python.toString());
        // Compiled scripts lie nowhere beside their sources.
        command.addAll(List.of("-X", "pycache_prefix=" + python.resolveSibling("compiled")));
        command.add(scripts.resolve(script).toString());
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return command;
    }

    private static String run(String what, List<String> command) {
        try {
            Path log = Files.createTempFile("python", ".log");
            try {
                Process process =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(log.toFile())
                                .start();
                boolean hasEnded = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                if (!hasEnded) {
                    process.destroyForcibly().waitFor();
                }
                String printed = Files.readString(log);
                if (process.exitValue() != 0) {
                    throw new AssertionError(
                            "%s exited with %d%s printed:%n%s"
                                    .formatted(
                                            what,
                                            process.exitValue(),
                                            hasEnded ? " and" : ", since it did not end, and",
                                            printed));
                }
                return printed;
            } finally {
                Files.delete(log);
            }
        } catch (IOException e) {
            throw new AssertionError(
                    what + " is needed: on Debian, apt-get install python3-venv", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
