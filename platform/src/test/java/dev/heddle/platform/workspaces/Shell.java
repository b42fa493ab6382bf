package dev.heddle.platform.workspaces;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Commands, as a person runs them at a shell. */
final class Shell {
    /** The longest is the build of the platform's images. */
    private static final long PATIENCE_SECONDS = 900;

    private static final Path HOME = Path.of("").toAbsolutePath().getParent();

    private Shell() {}

    /** What a command printed, its errors among its output, and its exit code. */
    record Result(int code, String output) {}

    /** The {@code heddle} command. */
    static Result heddle(URI platform, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(HOME.resolve("heddle").toString());
        command.addAll(List.of(arguments));
        return run(Map.of("HEDDLE_URL", platform.toString()), command);
    }

    /** What a person types, line after line. */
    static Result script(URI platform, String script) {
        return run(Map.of("HEDDLE_URL", platform.toString()), List.of("sh", "-c", script));
    }

    /** Docker's own command, on the engine of the tests. */
    static String docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        Result result = run(Map.of(), command);
        if (result.code() != 0) {
            throw new AssertionError(command + " said " + result);
        }
        return result.output().strip();
    }

    /** What keeps the engine of the tests. */
    static void engine(String what) {
        Result result = run(Map.of(), List.of(HOME.resolve(".ci/engine").toString(), what));
        if (result.code() != 0) {
            throw new AssertionError(".ci/engine " + what + " said " + result);
        }
    }

    private static Result run(Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile("shell", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            boolean isOver = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String printed = Files.readString(output);
            Files.delete(output);
            if (!isOver) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end; it printed " + printed);
            }
            return new Result(process.exitValue(), printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
