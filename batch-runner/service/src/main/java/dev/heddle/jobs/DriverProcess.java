package dev.heddle.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The process of a job's program. It is known by a file that it writes itself when it begins, so
 * that whoever comes after a restart finds it, and is not taken for another that got its number.
 */
final class DriverProcess {
    /** The file in the job's folder. */
    static final String FILE = "pid";

    private static final Duration TOLERANCE = Duration.ofSeconds(10);

    private final ProcessHandle handle;

    private DriverProcess(ProcessHandle handle) {
        this.handle = handle;
    }

    /** The process that a folder speaks of, if it lives. */
    static Optional<DriverProcess> find(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            String text = Files.exists(file) ? Files.readString(file).strip() : "";
            if (text.isEmpty()) {
                return Optional.empty();
            }
            Instant written = Files.getLastModifiedTime(file).toInstant();
            return ProcessHandle.of(Long.parseLong(text))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> began(process, written))
                    .map(DriverProcess::new);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean began(ProcessHandle process, Instant written) {
        return process.info()
                .startInstant()
                .map(start -> Duration.between(start, written).abs().compareTo(TOLERANCE) < 0)
                .orElse(false);
    }

    boolean isAlive() {
        return handle.isAlive();
    }

    /** Asks it to end. */
    void terminate() {
        handle.destroy();
    }

    /** Ends it, and what it has started. */
    void kill() {
        List<ProcessHandle> children = handle.descendants().toList();
        handle.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
