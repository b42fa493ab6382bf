package dev.heddle.client;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of versions on the local disk, each version in a folder named by its digest. What is
 * there is checked against its checksums before it is used, and fetched again if it is not right.
 */
public final class VersionFiles {
    private final Path folder;
    private final ServingRegistry registry;

    /** Versions below a folder, fetched from a registry when they are wanted. */
    public VersionFiles(Path folder, ServingRegistry registry) {
        this.folder = folder.toAbsolutePath();
        this.registry = registry;
    }

    /**
     * The folder with a version's files, but for its baseline, which no engine needs.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if they cannot be fetched or written, with
     *     {@code CORRUPT} if what was fetched is not what was registered
     */
    public Path materialise(ModelVersion version) {
        Path target = folder.resolve(version.digest());
        try {
            if (isIntact(target, version)) {
                return target;
            }
            delete(target);
            Files.createDirectories(folder);
            Path temporary = Files.createTempDirectory(folder, "incoming-");
            try {
                for (PackageFile file : needed(version)) {
                    fetch(file, temporary.resolve(file.path()));
                }
                move(temporary, target);
            } finally {
                delete(temporary);
            }
            return target;
        } catch (IOException e) {
            throw new HeddleException(ErrorCode.UNAVAILABLE, "cannot write below " + folder, e);
        }
    }

    /** Removes a version's files. */
    public void remove(ModelVersion version) {
        try {
            delete(folder.resolve(version.digest()));
        } catch (IOException e) {
            throw new HeddleException(ErrorCode.UNAVAILABLE, "cannot delete below " + folder, e);
        }
    }

    private static void move(Path temporary, Path target) throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Another thread of this process was faster, with the same files.
            return;
        }
    }

    private void fetch(PackageFile file, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        MessageDigest digest = Manifest.sha256();
        try (InputStream content = new DigestInputStream(registry.open(file.sha256()), digest)) {
            Files.copy(content, target);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
            throw new HeddleException(
                    ErrorCode.CORRUPT,
                    "'%s' came with another checksum than was registered".formatted(file.path()));
        }
    }

    private static List<PackageFile> needed(ModelVersion version) {
        return version.files().stream().filter(file -> !Baseline.is(file)).toList();
    }

    private static boolean isIntact(Path target, ModelVersion version) throws IOException {
        if (!Files.isDirectory(target)) {
            return false;
        }
        for (PackageFile file : needed(version)) {
            Path path = target.resolve(file.path());
            if (!Files.isRegularFile(path) || Files.size(path) != file.size()) {
                return false;
            }
            if (!PackageFile.of(file.path(), path).equals(file)) {
                return false;
            }
        }
        return true;
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
