package dev.heddle.containers.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** When this machine began. */
final class HostStart {
    private static final Path STATISTICS = Path.of("/proc/stat");
    private static final String BEGAN = "btime ";

    private HostStart() {}

    /** That time; the beginning of all times where the system does not say. */
    static Instant read() {
        try {
            return Files.readAllLines(STATISTICS).stream()
                    .filter(line -> line.startsWith(BEGAN))
                    .map(line -> line.substring(BEGAN.length()).strip())
                    .map(seconds -> Instant.ofEpochSecond(Long.parseLong(seconds)))
                    .findFirst()
                    .orElse(Instant.MIN);
        } catch (IOException e) {
            return Instant.MIN;
        }
    }
}
