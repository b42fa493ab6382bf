package dev.heddle.monitors.outcomes;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Reads a few lines of a file at a time. */
final class LogLines {
    /** The longest line that is read; a longer one is passed over. */
    static final int MOST_LINE_BYTES = 64 << 20;

    private static final int MOST_BYTES = 4 << 20;

    private LogLines() {}

    /**
     * Some lines of a file.
     *
     * @param lines the lines, without their ends; those that are too long are left out
     * @param broken how many were too long, or had no end
     * @param end where the next line begins
     * @param isLast whether the file ends there
     */
    record Chunk(List<byte[]> lines, int broken, long end, boolean isLast) {}

    /** Reads lines from a position on: as many as come to a few megabytes, one at least. */
    static Chunk read(Path file, long position, int mostLines) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        int broken = 0;
        long end = position;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            InputStream in =
                    new BufferedInputStream(
                            Channels.newInputStream(channel.position(position)), 1 << 16);
            ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 10);
            long length = 0;
            while (end - position < MOST_BYTES && lines.size() + broken < mostLines) {
                int next = in.read();
                if (next == '\n') {
                    end += length + 1;
                    if (length > MOST_LINE_BYTES) {
                        broken++;
                    } else {
                        lines.add(line.toByteArray());
                    }
                    line.reset();
                    length = 0;
                } else if (next < 0) {
                    return new Chunk(lines, broken + (length > 0 ? 1 : 0), end + length, true);
                } else {
                    length++;
                    if (length <= MOST_LINE_BYTES) {
                        line.write(next);
                    }
                }
            }
            return new Chunk(lines, broken, end, end >= channel.size());
        }
    }
}
