package dev.heddle.registry.archive;

import dev.heddle.client.PackageFile;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Walks the files of an archive and refuses what cannot be trusted: names that leave the folder,
 * symbolic links, the same name twice, encryption, and contents that are larger than they say or
 * than the limits allow. Sizes are those of the bytes that really come out.
 */
final class ArchiveCheck {
    private final ArchiveLimits limits;
    private final String what;

    /**
     * A check.
     *
     * @param what what the archive is called in messages, {@code jar 'churn.jar'}
     */
    ArchiveCheck(ArchiveLimits limits, String what) {
        this.limits = limits;
        this.what = what;
    }

    /** Takes the content of one file. */
    interface Visitor {
        /** Where the content of that name goes. */
        OutputStream open(String name) throws IOException;
    }

    /** Unpacks every file of the archive to where the visitor says. */
    void walk(Path archive, Visitor visitor) {
        checkCount(archive);
        try (ZipFile zip =
                ZipFile.builder().setPath(archive).setIgnoreLocalFileHeader(true).get()) {
            List<ZipArchiveEntry> entries = Collections.list(zip.getEntries());
            Set<String> names = new HashSet<>();
            Budget budget = new Budget(archive.toFile().length());
            for (ZipArchiveEntry entry : entries) {
                checkEntry(entry, names);
                if (entry.isDirectory()) {
                    continue;
                }
                if (!zip.canReadEntryData(entry)) {
                    throw refused(
                            "has an entry that is encrypted or packed in an unknown way: "
                                    + show(entry.getName()));
                }
                try (InputStream content = zip.getInputStream(entry);
                        OutputStream target = open(visitor, entry.getName())) {
                    copy(content, target, budget);
                }
            }
        } catch (ZipException e) {
            throw unreadable(e);
        } catch (IOException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_PACKAGE,
                    "%s cannot be read: %s".formatted(what, e.getMessage()),
                    e);
        }
    }

    /** Before the archive is opened, since that takes memory for every entry. */
    private void checkCount(Path archive) {
        try {
            if (CentralDirectory.count(archive, limits.maxEntries()) > limits.maxEntries()) {
                throw refused("has more than %d entries".formatted(limits.maxEntries()));
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private HeddleException unreadable(IOException e) {
        return new HeddleException(
                ErrorCode.INVALID_PACKAGE, what + " is no zip archive that can be read", e);
    }

    private OutputStream open(Visitor visitor, String name) throws IOException {
        try {
            return visitor.open(name);
        } catch (FileAlreadyExistsException e) {
            throw refused("has an entry where another one is: " + show(name));
        } catch (InvalidPathException e) {
            throw refused("has an entry whose name this system cannot write: " + show(name));
        }
    }

    private void checkEntry(ZipArchiveEntry entry, Set<String> names) {
        String name = entry.getName();
        String path = entry.isDirectory() ? name.replaceAll("/+$", "") : name;
        if (!PackageFile.isSafe(path)) {
            throw refused("has an entry whose name leaves its folder: " + show(name));
        }
        if (entry.isUnixSymlink()) {
            throw refused("has a symbolic link: " + show(name));
        }
        if (!entry.isDirectory() && !names.add(name)) {
            throw refused("has the same entry twice: " + show(name));
        }
    }

    private void copy(InputStream content, OutputStream target, Budget budget) throws IOException {
        byte[] buffer = new byte[16 << 10];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            budget.spend(read);
            target.write(buffer, 0, read);
        }
    }

    private HeddleException refused(String reason) {
        return new HeddleException(ErrorCode.INVALID_PACKAGE, what + " " + reason);
    }

    private static String show(String name) {
        String clean = name.replaceAll("\\p{Cntrl}", "\uFFFD");
        return "'" + (clean.length() > 100 ? clean.substring(0, 100) + "…" : clean) + "'";
    }

    /** What may still come out of the archive. */
    private final class Budget {
        private final long most;
        private long left;

        Budget(long packedBytes) {
            long byRatio = Math.max(ArchiveLimits.RATIO_FLOOR, packedBytes * limits.maxRatio());
            most = Math.min(limits.maxBytes(), byRatio);
            left = most;
        }

        void spend(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw new HeddleException(
                        ErrorCode.TOO_LARGE,
                        "%s unpacks to more than %d bytes".formatted(what, most));
            }
        }
    }
}
