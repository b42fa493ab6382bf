package dev.heddle.platform;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder that holds all that one process keeps. The process that holds it has locked the file
 * {@code lock} in it; the lock goes with the process, however that ends.
 */
final class DataFolder implements AutoCloseable {
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the folder if it is missing, and takes it.
     *
     * @throws StartRefused if another process has it, or it cannot be written
     */
    static DataFolder take(Path path) {
        try {
            Files.createDirectories(path);
            Path real = path.toRealPath();
            OwnerOnly.folder(real);
            return lock(real);
        } catch (IOException e) {
            throw new StartRefused("the data folder " + path + " cannot be used: " + e, e);
        }
    }

    private static DataFolder lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        path.resolve(LOCK),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(path, channel);
            }
            String pid = ProcessHandle.current().pid() + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
            return new DataFolder(path, channel);
        } catch (OverlappingFileLockException e) {
            throw inUse(path, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static StartRefused inUse(Path path, FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(32);
        channel.read(buffer, 0);
        String pid = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
        return new StartRefused(
                "the data folder "
                        + path
                        + " is in use by another Heddle process"
                        + (pid.isBlank() ? "" : " (pid " + pid.strip() + ")")
                        + "; stop that one, or give another folder with --data");
    }

    /** Whether another process has the folder now. */
    static boolean isTaken(Path path) {
        Path file = path.resolve(LOCK);
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (IOException e) {
            throw new StartRefused("the data folder " + path + " cannot be used: " + e, e);
        }
    }

    /** The folder, absolute and without symbolic links. */
    Path path() {
        return path;
    }

    /** Lets another process take the folder. Idempotent. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the process, which is about to end.
            System.Logger log = System.getLogger(DataFolder.class.getName());
            log.log(System.Logger.Level.DEBUG, "lock not released", e);
        }
    }
}
