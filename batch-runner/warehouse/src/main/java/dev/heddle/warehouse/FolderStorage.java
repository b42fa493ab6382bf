package dev.heddle.warehouse;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** A warehouse in a folder of one file system, which has hard links. */
final class FolderStorage implements Storage {
    private static final int ATTEMPTS = 100;

    private final Path root;

    FolderStorage(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public String location() {
        return "file:" + root;
    }

    private Path at(String path) {
        Path resolved = root.resolve(path).normalize();
        if (!resolved.startsWith(root)) {
            throw new IllegalArgumentException("the path leaves the warehouse: " + path);
        }
        return resolved;
    }

    @Override
    public Optional<byte[]> read(String path) {
        try {
            return Optional.of(Files.readAllBytes(at(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unavailable("read", path, e);
        }
    }

    @Override
    public boolean create(String path, byte[] content) {
        try {
            Path aside = writeAside(at(path), content);
            try {
                // A link appears with the whole content, and only where nothing was.
                Files.createLink(at(path), aside);
                sync(at(path).getParent());
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            } finally {
                Files.deleteIfExists(aside);
            }
        } catch (IOException e) {
            throw unavailable("write", path, e);
        }
    }

    @Override
    public void put(String path, byte[] content) {
        try {
            Files.move(
                    writeAside(at(path), content),
                    at(path),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            sync(at(path).getParent());
        } catch (IOException e) {
            throw unavailable("write", path, e);
        }
    }

    private static Path writeAside(Path file, byte[] content) throws IOException {
        return inFolder(file.getParent(), () -> writeNew(file, content));
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    /** Does something in a folder, which others may remove the moment before, being empty. */
    private static <T> T inFolder(Path folder, Step<T> step) throws IOException {
        for (int attempt = 1; ; attempt++) {
            if (isMade(folder, attempt)) {
                try {
                    return step.run();
                } catch (NoSuchFileException e) {
                    if (attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            }
        }
    }

    /** False if a folder was there, and was gone when it was looked at. */
    private static boolean isMade(Path folder, int attempt) throws IOException {
        try {
            Files.createDirectories(folder);
            return true;
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            if (attempt == ATTEMPTS) {
                throw e;
            }
            return false;
        }
    }

    private static Path writeNew(Path file, byte[] content) throws IOException {
        Path aside = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try (FileChannel channel =
                FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(aside);
            throw e;
        }
        return aside;
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public List<StoredFile> list(String folder) {
        List<StoredFile> files = new ArrayList<>();
        try {
            Files.walkFileTree(at(folder), new Lister(files));
        } catch (IOException e) {
            throw unavailable("list", folder, e);
        }
        files.sort(Comparator.comparing(StoredFile::path));
        return files;
    }

    /** Files and folders that go while they are looked at were never there. */
    private final class Lister extends SimpleFileVisitor<Path> {
        private final List<StoredFile> files;

        Lister(List<StoredFile> files) {
            this.files = files;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = root.relativize(file).toString().replace('\\', '/');
            files.add(
                    new StoredFile(
                            path, attributes.size(), attributes.lastModifiedTime().toInstant()));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            return e == null || e instanceof NoSuchFileException
                    ? FileVisitResult.CONTINUE
                    : super.postVisitDirectory(folder, e);
        }
    }

    @Override
    public void copy(String from, String to) {
        try {
            inFolder(at(to).getParent(), () -> Files.createLink(at(to), at(from)));
        } catch (IOException e) {
            throw unavailable("link", from, e);
        }
    }

    @Override
    public void delete(List<String> paths) {
        for (String path : paths) {
            try {
                Files.deleteIfExists(at(path));
                removeEmpty(at(path).getParent());
            } catch (IOException e) {
                throw unavailable("remove", path, e);
            }
        }
    }

    /** Folders that nothing is left in, as an object store would not have them either. */
    private void removeEmpty(Path folder) throws IOException {
        for (Path next = folder; !next.equals(root); next = next.getParent()) {
            try (Stream<Path> inside = Files.list(next)) {
                if (inside.findAny().isPresent()) {
                    return;
                }
            } catch (NoSuchFileException e) {
                continue;
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            try {
                Files.deleteIfExists(next);
            } catch (java.nio.file.DirectoryNotEmptyException e) {
                return;
            }
        }
    }

    private static HeddleException unavailable(String what, String path, IOException cause) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE,
                "cannot %s %s in the warehouse: %s".formatted(what, path, cause),
                cause);
    }

    @Override
    public void close() {}
}
