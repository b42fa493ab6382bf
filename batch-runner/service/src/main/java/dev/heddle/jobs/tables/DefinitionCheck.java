package dev.heddle.jobs.tables;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.programs.Programs;
import jakarta.inject.Singleton;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Reads a table's write modules as the next write would, in a program with Spark and the modules
 * themselves on its class path. One at a time.
 */
@Singleton
class DefinitionCheck {
    private static final String PROGRAM = "dev.heddle.batch.modules.WriteModulesCheck";
    private static final long LIMIT_SECONDS = 60;
    private static final int VALID = 0;
    private static final int INVALID = 2;
    private static final int LONGEST = 1 << 16;

    /**
     * Returns if a write could use the modules.
     *
     * @param yaml the table's file
     * @param jars jars on this machine that hold modules of one's own
     * @throws HeddleException with {@code INVALID_REQUEST} that names every error and its line, or
     *     a jar that is not there; with {@code UNAVAILABLE} if the program cannot be run
     */
    public synchronized void check(String yaml, List<String> jars) {
        for (String jar : jars) {
            if (!Files.isRegularFile(Path.of(jar))) {
                throw new HeddleException(
                        ErrorCode.INVALID_REQUEST,
                        "the jar '%s' is not there, expected a file on the platform's machine"
                                .formatted(jar));
            }
        }
        Process process = null;
        try {
            process = Programs.process(command(jars)).redirectErrorStream(true).start();
            try (OutputStream input = process.getOutputStream()) {
                input.write(yaml.getBytes(StandardCharsets.UTF_8));
            }
            judge(process);
        } catch (IOException e) {
            throw new UncheckedIOException("the write modules could not be checked", e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static void judge(Process process) throws IOException {
        String said =
                new String(process.getInputStream().readNBytes(LONGEST), StandardCharsets.UTF_8);
        try {
            if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == VALID) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean invalid = !process.isAlive() && process.exitValue() == INVALID;
        throw new HeddleException(
                invalid ? ErrorCode.INVALID_REQUEST : ErrorCode.UNAVAILABLE,
                invalid ? said.strip() : "the write modules could not be checked: " + said.strip());
    }

    private static List<String> command(List<String> jars) {
        String classPath = Programs.find().batchClassPath();
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                jars.isEmpty()
                        ? classPath
                        : classPath + File.pathSeparator + String.join(File.pathSeparator, jars),
                PROGRAM);
    }
}
