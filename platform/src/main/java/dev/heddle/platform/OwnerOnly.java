package dev.heddle.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and folders that nobody but their owner may open, where the file system can say so. */
public final class OwnerOnly {
    private OwnerOnly() {}

    /** Takes all rights but the owner's from a folder. */
    public static void folder(Path path) throws IOException {
        restrict(path, "rwx------");
    }

    /** Writes a new file; it is never readable for others, not even while it is written. */
    public static void write(Path path, String content) throws IOException {
        Path partial = path.resolveSibling(path.getFileName() + ".partial");
        Files.deleteIfExists(partial);
        Files.createFile(partial);
        restrict(partial, "rw-------");
        Files.writeString(partial, content, StandardOpenOption.DSYNC);
        Files.move(partial, path);
    }

    private static void restrict(Path path, String permissions) throws IOException {
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }
}
