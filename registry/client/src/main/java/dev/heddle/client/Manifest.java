package dev.heddle.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The list of an envelope's files, which addresses a version: its text has one line for each file,
 * sorted by path, {@code <sha256> <size> <path>\n} in UTF-8, and the version's digest is the
 * SHA-256 of that text.
 *
 * @param files the files; kept sorted by path, each path once
 */
public record Manifest(List<PackageFile> files) {
    public Manifest {
        files = files.stream().sorted(Comparator.comparing(PackageFile::path)).toList();
        for (int i = 1; i < files.size(); i++) {
            if (files.get(i).path().equals(files.get(i - 1).path())) {
                throw new IllegalArgumentException(
                        "path '%s' stands twice".formatted(files.get(i).path()));
            }
        }
    }

    /** The SHA-256 of this manifest's text, in lower-case hexadecimal. */
    public String digest() {
        MessageDigest sha256 = sha256();
        for (PackageFile file : files) {
            String line = file.sha256() + " " + file.size() + " " + file.path() + "\n";
            sha256.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** A new SHA-256, which every Java platform has. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
