package dev.heddle.platform.postgres;

import dev.heddle.platform.OwnerOnly;
import dev.heddle.platform.StartRefused;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's own programs, unpacked once from the archive on the class path and kept. */
final class PostgresPrograms {
    /** The version of the archives that the POM names; part of the folder's name. */
    static final String VERSION = "18.6.0";

    private final Path home;

    private PostgresPrograms(Path home) {
        this.home = home;
    }

    /**
     * Finds the programs for this machine, or unpacks them.
     *
     * @param cache the folder to keep them in
     * @throws StartRefused if there are none for this machine
     */
    static PostgresPrograms unpack(Path cache) throws IOException {
        String archive = archive();
        Path home = cache.resolve("postgres-" + VERSION);
        if (Files.isDirectory(home)) {
            return new PostgresPrograms(home);
        }
        try (InputStream packed =
                PostgresPrograms.class.getClassLoader().getResourceAsStream(archive)) {
            if (packed == null) {
                throw new StartRefused(
                        "there is no embedded PostgreSQL for this machine ("
                                + archive
                                + " is not among the jars): give a database with"
                                + " heddle.database.url");
            }
            Files.createDirectories(cache);
            Path partial = Files.createTempDirectory(cache, ".postgres");
            try {
                extract(packed, partial);
                OwnerOnly.folder(partial);
                publish(partial, home);
            } finally {
                delete(partial);
            }
        }
        return new PostgresPrograms(home);
    }

    /** The path of one of the programs. */
    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    private static String archive() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine =
                switch (System.getProperty("os.arch")) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> System.getProperty("os.arch");
                };
        String family = system.startsWith("mac") ? "darwin" : system;
        return "postgres-" + family + "-" + machine + ".txz";
    }

    private static void publish(Path partial, Path home) throws IOException {
        try {
            Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another process was faster; its files are the same.
            if (!Files.isDirectory(home)) {
                throw e;
            }
        }
    }

    private static void extract(InputStream packed, Path folder) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(
                        new XZInputStream(new BufferedInputStream(packed, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("an entry leaves the folder: " + entry.getName());
                }
                extract(tar, entry, target);
            }
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
            throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        if ((entry.getMode() & 0100) != 0 && !target.toFile().setExecutable(true, true)) {
            throw new IOException(target + " cannot be made executable");
        }
    }

    /** Deletes a folder with all in it; one that is missing is deleted already. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
