package dev.heddle.serving.log;

import dev.heddle.client.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of the log: {@code ENDPOINT/DATE/TIME-PROCESS-NUMBER.jsonl}, in UTC. A file that is
 * being written is locked by its process, so that what a killed process left can be told from it.
 */
final class LogFolder {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HHmmss.SSS").withZone(ZoneOffset.UTC);

    /** Where an endpoint's folder is, then a date's, then a file. */
    private static final int DEPTH = 3;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Path root;
    private final Opener opener;
    private final long process = ProcessHandle.current().pid();
    private long opened;

    /** Opens a file that is not there yet. */
    interface Opener {
        SeekableByteChannel open(Path file) throws IOException;
    }

    LogFolder(Path root, Opener opener) {
        this.root = root;
        this.opener = opener;
    }

    /** Opens and locks a file of the disk. */
    static SeekableByteChannel openLocked(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            channel.lock();
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Begins a file. */
    LogFile open(String endpoint, LocalDate date) throws IOException {
        Path folder =
                Files.createDirectories(root.resolve(name(endpoint)).resolve(date.toString()));
        while (true) {
            String name = "%s-%d-%d.jsonl".formatted(TIME.format(Instant.now()), process, ++opened);
            Path aside = LogFile.aside(folder.resolve(name));
            try {
                return new LogFile(aside, opener.open(aside), System.nanoTime());
            } catch (FileAlreadyExistsException e) {
                // Another process with the same number, on another machine: the next name is free.
            }
        }
    }

    /** A folder's name for an endpoint; where its own cannot be one, with a part of its hash. */
    static String name(String endpoint) {
        if (PLAIN.matcher(endpoint).matches()) {
            return endpoint;
        }
        String start = endpoint.replaceAll("[^A-Za-z0-9._-]", "_");
        return "_%s-%s"
                .formatted(
                        start.substring(0, Math.min(start.length(), 100)),
                        HexFormat.of()
                                .formatHex(
                                        Manifest.sha256()
                                                .digest(endpoint.getBytes(StandardCharsets.UTF_8)),
                                        0,
                                        8));
    }

    /** Finishes the files of processes that were killed, up to their last whole line. */
    void recover() throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        List<Path> left;
        try (Stream<Path> files = Files.walk(root, DEPTH)) {
            left = files.filter(LogFile::isAside).filter(Files::isRegularFile).toList();
        }
        for (Path file : left) {
            try {
                recover(file);
            } catch (NoSuchFileException e) {
                // Its process has finished it meanwhile.
            }
        }
    }

    private static void recover(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            FileLock lock = lock(channel);
            if (lock == null) {
                return;
            }
            long end = endOfLastLine(channel);
            if (end == 0) {
                Files.delete(file);
            } else {
                channel.truncate(end);
                LogFile.publish(file);
            }
        }
    }

    /** Null if the file is being written. */
    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static long endOfLastLine(FileChannel channel) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(1 << 16);
        long end = channel.size();
        while (end > 0) {
            long start = Math.max(0, end - block.capacity());
            block.clear().limit((int) (end - start));
            while (block.hasRemaining() && channel.read(block, start + block.position()) >= 0) {
                // A read may bring less than was asked for.
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }
}
