package dev.heddle.platform.postgres;

import com.sun.security.auth.module.UnixSystem;
import dev.heddle.platform.StartRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs PostgreSQL's programs. They refuse to run as root, so root runs them in a user namespace in
 * which it is nobody; the files still belong to root.
 */
final class PostgresCommands {
    private static final List<String> AS_NOBODY = List.of("unshare", "--user");
    private static final int TIMEOUT_SECONDS = 120;
    private static final long LOG_KEPT_BYTES = 10_000_000;

    private final PostgresPrograms programs;
    private final Path log;
    private final List<String> prefix;

    PostgresCommands(PostgresPrograms programs, Path log) throws IOException {
        this.programs = programs;
        this.log = log;
        this.prefix = isRoot() ? AS_NOBODY : List.of();
        if (Files.exists(log) && Files.size(log) > LOG_KEPT_BYTES) {
            Files.move(
                    log, log.resolveSibling("log.previous"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The file that the server writes its log to. */
    Path log() {
        return log;
    }

    /**
     * Runs a program to its end.
     *
     * @param command the program's name and its arguments
     * @param input what it reads
     * @throws StartRefused with its output if it fails
     */
    void run(List<String> command, Optional<String> input) {
        List<String> line = new ArrayList<>(prefix);
        line.add(programs.program(command.get(0)));
        line.addAll(command.subList(1, command.size()));
        try {
            // A file and no pipe: the server inherits it, and a pipe would stay open with it.
            Path output = Files.createTempFile(log.getParent(), "command", ".out");
            try {
                run(line, input, output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new StartRefused(
                    "the embedded PostgreSQL: " + String.join(" ", line) + ": " + e, e);
        }
    }

    private void run(List<String> line, Optional<String> input, Path output) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .directory(log.getParent().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.orElse("").getBytes(StandardCharsets.UTF_8));
        }
        if (!await(process) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new StartRefused(failure(line, Files.readString(output)));
        }
    }

    private static boolean await(Process process) {
        boolean interrupted = false;
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
            while (true) {
                try {
                    return process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private String failure(List<String> line, String output) throws IOException {
        if (!prefix.isEmpty() && output.contains("unshare")) {
            return "PostgreSQL does not run as root, and this machine does not let root make a user"
                    + " namespace ("
                    + output.strip()
                    + "): start Heddle as another user, or give a database with"
                    + " heddle.database.url";
        }
        String tail = "";
        if (Files.exists(log)) {
            List<String> lines = Files.readAllLines(log);
            tail = String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        }
        return "the embedded PostgreSQL failed: "
                + String.join(" ", line)
                + "\n"
                + output.strip()
                + "\n"
                + tail;
    }

    private static boolean isRoot() {
        return new UnixSystem().getUid() == 0;
    }
}
