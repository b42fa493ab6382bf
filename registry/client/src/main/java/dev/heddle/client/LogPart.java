package dev.heddle.client;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.LongFunction;

/**
 * A part of what a job or a container has printed.
 *
 * @param text the part; empty if nothing has come
 * @param next the offset in bytes at which the next part begins
 * @param ended whether nothing more will come
 */
public record LogPart(String text, long next, boolean ended) {
    /** The most bytes in one part. */
    public static final int MOST = 1 << 18;

    /** An offset behind the end of every log. */
    private static final long BEHIND = Long.MAX_VALUE / 2;

    public LogPart {
        Objects.requireNonNull(text, "text");
    }

    /**
     * The part of a file in UTF-8 from an offset on: at most {@link #MOST} bytes, and whole
     * characters. An offset behind the end means the end.
     *
     * @param ended whether nothing more is written to the file
     */
    public static LogPart ofFile(Path file, long offset, boolean ended) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.min(offset, content.length());
            content.seek(from);
            byte[] part = new byte[(int) Math.min(MOST, content.length() - from)];
            content.readFully(part);
            // Nothing follows any more on what a killed program has left in the middle.
            boolean last = ended && from + part.length >= content.length();
            int whole = last ? part.length : wholeCharacters(part);
            long next = from + whole;
            return new LogPart(
                    new String(part, 0, whole, StandardCharsets.UTF_8),
                    next,
                    ended && next >= content.length());
        }
    }

    /**
     * The end of a log that is read by offsets, as {@link #ofFile} answers: lines that begin in its
     * last bytes. One that does not exist is empty.
     *
     * @param read reads the part from an offset in bytes on
     * @param bytes how many of the last bytes are meant, at most {@link #MOST}
     */
    static LogPart end(LongFunction<LogPart> read, int bytes) {
        LogPart behind = read.apply(BEHIND);
        if (behind.next() >= BEHIND) {
            return new LogPart("", 0, behind.ended());
        }
        long from = Math.max(0, behind.next() - bytes);
        LogPart part = read.apply(from);
        // What it begins with may be the rest of a line, or of a character.
        boolean isWhole = from == 0 || part.text().indexOf('\n') < 0;
        return isWhole
                ? part
                : new LogPart(
                        part.text().substring(part.text().indexOf('\n') + 1),
                        part.next(),
                        part.ended());
    }

    /** How many bytes make whole characters: the last one may still be on its way. */
    private static int wholeCharacters(byte[] utf8) {
        int start = utf8.length - 1;
        while (start >= 0 && start > utf8.length - 4 && (utf8[start] & 0xC0) == 0x80) {
            start--;
        }
        if (start < 0) {
            return utf8.length;
        }
        int first = utf8[start] & 0xFF;
        int length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        return utf8.length - start < length ? start : utf8.length;
    }
}
