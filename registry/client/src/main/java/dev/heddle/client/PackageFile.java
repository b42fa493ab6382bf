package dev.heddle.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;

/**
 * One file of a version's envelope.
 *
 * @param path the path below the envelope, parts separated by {@code /}: relative, without {@code
 *     .} and {@code ..} parts, at most 512 characters
 * @param size the size in bytes
 * @param sha256 the SHA-256 of the content, 64 lower-case hexadecimal digits
 */
public record PackageFile(String path, long size, String sha256) {
    public PackageFile {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(sha256, "sha256");
        if (!isSafe(path)) {
            throw new IllegalArgumentException(
                    "path '%s' is not a plain relative path of at most 512 characters"
                            .formatted(path));
        }
        if (size < 0) {
            throw new IllegalArgumentException("size of " + path + " is negative: " + size);
        }
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "sha256 of %s is '%s', expected 64 lower-case hexadecimal digits"
                            .formatted(path, sha256));
        }
    }

    /**
     * A file of the local disk, read once from end to end.
     *
     * @param path its path below the envelope
     */
    public static PackageFile of(String path, Path file) throws IOException {
        return of(path, file, Long.MAX_VALUE);
    }

    /** The same of a file's beginning, as many bytes as that. */
    static PackageFile of(String path, Path file, long length) throws IOException {
        MessageDigest digest = Manifest.sha256();
        try (InputStream content =
                new DigestInputStream(new Beginning(Files.newInputStream(file), length), digest)) {
            long size = content.transferTo(OutputStream.nullOutputStream());
            return new PackageFile(path, size, HexFormat.of().formatHex(digest.digest()));
        }
    }

    /** Whether a path stays below the folder that it is resolved against, on every system. */
    public static boolean isSafe(String path) {
        if (path.isEmpty() || path.length() > 512) {
            return false;
        }
        if (path.chars().anyMatch(c -> c < 0x20 || c == '\\' || c == ':' || c == 0x7f)) {
            return false;
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return true;
    }
}
