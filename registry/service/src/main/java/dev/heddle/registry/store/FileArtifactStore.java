package dev.heddle.registry.store;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps contents as files: {@code ab/abcdef…}. A content is written beside, forced to the disk and
 * moved into place, so that a crash leaves at most a file below {@code incoming/}.
 */
public final class FileArtifactStore implements ArtifactStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileArtifactStore.class);
    private static final Duration LEFTOVER_AGE = Duration.ofDays(1);

    private final Path folder;
    private final Path incoming;

    /** Folders of contents that are known to be on the disk: at most 256. */
    private final Set<Path> forced = ConcurrentHashMap.newKeySet();

    /** A store in a folder, which is made when the first content comes. */
    public FileArtifactStore(Path folder) {
        this.folder = folder.toAbsolutePath();
        this.incoming = this.folder.resolve("incoming");
    }

    @Override
    public long put(String sha256, InputStream content, long maxBytes) {
        file(sha256);
        CheckedContent checked =
                new CheckedContent(content, sha256, maxBytes, ErrorCode.INVALID_REQUEST);
        try (Staged staged = stage(checked)) {
            staged.store();
            return staged.size();
        }
    }

    @Override
    public Staged stage(InputStream content, long maxBytes) {
        return stage(new CheckedContent(content, maxBytes));
    }

    private Staged stage(CheckedContent content) {
        Path temporary = incoming.resolve(UUID.randomUUID().toString());
        try {
            Files.createDirectories(incoming);
            Files.copy(content, temporary);
            force(temporary, StandardOpenOption.WRITE);
            return new StagedFile(temporary, content.sha256(), content.count());
        } catch (IOException e) {
            discard(temporary, e);
            throw unavailable("write", e);
        } catch (RuntimeException e) {
            discard(temporary, e);
            throw e;
        }
    }

    private static void discard(Path temporary, Exception cause) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** A file below {@code incoming/}, whose content is on the disk. */
    private final class StagedFile implements Staged {
        private final Path temporary;
        private final String sha256;
        private final long size;

        StagedFile(Path temporary, String sha256, long size) {
            this.temporary = temporary;
            this.sha256 = sha256;
            this.size = size;
        }

        @Override
        public String sha256() {
            return sha256;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void store() {
            Path target = file(sha256);
            try {
                Files.createDirectories(target.getParent());
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
                force(target.getParent(), StandardOpenOption.READ);
                if (!forced.contains(target.getParent())) {
                    force(folder, StandardOpenOption.READ);
                    forced.add(target.getParent());
                }
            } catch (IOException e) {
                throw unavailable("write", e);
            }
        }

        @Override
        public void close() {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                LOG.warn("A file is left to the next clean-up. file={}", temporary, e);
            }
        }
    }

    private static void force(Path path, StandardOpenOption option) throws IOException {
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    @Override
    public InputStream open(String sha256) {
        try {
            return new CheckedContent(
                    Files.newInputStream(file(sha256)), sha256, Long.MAX_VALUE, ErrorCode.CORRUPT);
        } catch (NoSuchFileException e) {
            throw missing(sha256);
        } catch (IOException e) {
            throw unavailable("read", e);
        }
    }

    @Override
    public InputStream open(String sha256, long offset, long length) {
        try {
            SeekableByteChannel channel = Files.newByteChannel(file(sha256));
            channel.position(offset);
            return new PartOfContent(Channels.newInputStream(channel), length);
        } catch (NoSuchFileException e) {
            throw missing(sha256);
        } catch (IOException e) {
            throw unavailable("read", e);
        }
    }

    static HeddleException missing(String sha256) {
        return new HeddleException(
                ErrorCode.ARTIFACT_NOT_FOUND, "no content with the SHA-256 " + sha256);
    }

    @Override
    public Optional<Long> size(String sha256) {
        try {
            return Optional.of(Files.size(file(sha256)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unavailable("read", e);
        }
    }

    @Override
    public boolean delete(String sha256) {
        try {
            return Files.deleteIfExists(file(sha256));
        } catch (IOException e) {
            throw unavailable("delete in", e);
        }
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // The caller closes it, as the interface says.
    public Stream<StoredBlob> list() {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try {
            return Files.list(folder)
                    .filter(sub -> sub.getFileName().toString().matches("[0-9a-f]{2}"))
                    .flatMap(this::contents);
        } catch (IOException e) {
            throw unavailable("list", e);
        }
    }

    /** Only names are read first, since contents come and go meanwhile. */
    @SuppressWarnings("StreamResourceLeak") // flatMap closes it
    private Stream<StoredBlob> contents(Path sub) {
        try {
            return Files.list(sub)
                    .filter(path -> path.getFileName().toString().matches("[0-9a-f]{64}"))
                    .flatMap(path -> describe(path).stream());
        } catch (IOException e) {
            throw unavailable("list", e);
        }
    }

    private Optional<StoredBlob> describe(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(
                    new StoredBlob(
                            path.getFileName().toString(),
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unavailable("list", e);
        }
    }

    @Override
    public void removeLeftovers() {
        if (!Files.isDirectory(incoming)) {
            return;
        }
        Instant limit = Instant.now().minus(LEFTOVER_AGE);
        try (Stream<Path> files = Files.list(incoming)) {
            for (Path file : files.toList()) {
                if (modifiedAt(file).isBefore(limit)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw unavailable("clean", e);
        }
    }

    /** When a file was changed last; now if an upload has ended and it is gone. */
    private static Instant modifiedAt(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.now();
        }
    }

    private Path file(String sha256) {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "'%s' is no SHA-256, expected 64 lower-case hexadecimal digits"
                            .formatted(sha256));
        }
        return folder.resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    private HeddleException unavailable(String what, IOException e) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE,
                "cannot %s the artifact folder %s".formatted(what, folder),
                e);
    }

    @Override
    public void close() {}
}
