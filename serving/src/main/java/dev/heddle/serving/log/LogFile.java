package dev.heddle.serving.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * One file of the log while it is written, under a name that readers pass over. When it is finished
 * it gets its own name. Whole lines only: what a failed write has left is cut off. For one thread.
 */
final class LogFile {
    private static final String PREFIX = ".";
    private static final String SUFFIX = ".part";
    private static final int FLUSH_BYTES = 1 << 18;

    private final Path aside;
    private final SeekableByteChannel channel;
    private final long openedNanos;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private long written;
    private int pendingLines;

    /** A file that has been opened {@link #aside} and is empty. */
    LogFile(Path aside, SeekableByteChannel channel, long openedNanos) {
        this.aside = aside;
        this.channel = channel;
        this.openedNanos = openedNanos;
    }

    /** Where a file of that name is written until it is finished. */
    static Path aside(Path file) {
        return file.resolveSibling(PREFIX + file.getFileName() + SUFFIX);
    }

    /** Whether a file is one that is being written, or was. */
    static boolean isAside(Path path) {
        String name = path.getFileName().toString();
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }

    /** Gives a finished file its own name. */
    static void publish(Path aside) throws IOException {
        String name = aside.getFileName().toString();
        Path file =
                aside.resolveSibling(
                        name.substring(PREFIX.length(), name.length() - SUFFIX.length()));
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** How long the file is, with what is not written yet. */
    long size() {
        return written + pending.size();
    }

    /** When it was opened, of {@link System#nanoTime}. */
    long openedNanos() {
        return openedNanos;
    }

    /** How many lines a failure now would lose. */
    int pendingLines() {
        return pendingLines;
    }

    /** Adds a line, which is written by the next {@link #flush} at the latest. */
    void add(byte[] line) throws IOException {
        pending.writeBytes(line);
        pendingLines++;
        if (pending.size() >= FLUSH_BYTES) {
            flush();
        }
    }

    /** Writes what is pending: from then on only a failure of the machine loses it. */
    void flush() throws IOException {
        if (pendingLines == 0) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(pending.toByteArray());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        written += pending.size();
        pending.reset();
        pendingLines = 0;
    }

    /** Writes what is pending and gives the file its own name. */
    void finish() throws IOException {
        flush();
        close();
    }

    /** Gives up what is pending after a failure; the lines before stay. */
    void abandon() throws IOException {
        channel.truncate(written);
        close();
    }

    private void close() throws IOException {
        if (written == 0) {
            channel.close();
            Files.deleteIfExists(aside);
            return;
        }
        if (channel instanceof FileChannel file) {
            file.force(false);
        }
        publish(aside);
        channel.close();
    }
}
