package dev.heddle.containers.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The secrets of containers: a folder each, whose files the container sees one by one. The folder
 * above is for the platform's user alone; the files can be read by any user, since whoever runs in
 * the container is another one.
 */
final class SecretFiles {
    private final Path folder;

    SecretFiles(Path folder) {
        this.folder = folder;
    }

    /** Writes a container's secrets; the files. */
    List<Path> write(String container, Map<String, String> secrets) {
        List<Path> files = new ArrayList<>();
        if (secrets.isEmpty()) {
            return files;
        }
        try {
            Path own = folder.resolve(container);
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(own);
            for (Map.Entry<String, String> secret : secrets.entrySet()) {
                Path file = own.resolve(secret.getKey());
                Files.deleteIfExists(file);
                Files.writeString(file, secret.getValue());
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
                files.add(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** Removes a container's secrets. */
    void remove(String container) {
        Path own = folder.resolve(container);
        if (!Files.isDirectory(own)) {
            return;
        }
        try (Stream<Path> files = Files.walk(own)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
