package dev.heddle.registry.archive;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipException;

/**
 * Counts the entries of a zip archive without keeping them. A zip library holds every entry in
 * memory as soon as it opens an archive, so that 50 MiB of entries alone would fill a heap of 512
 * MiB. The layout is that of PKWARE's APPNOTE 6.3.10, sections 4.3.12 to 4.3.16.
 */
final class CentralDirectory {
    private static final int HEADER = 0x02014b50;
    private static final int HEADER_BYTES = 46;
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int END64 = 0x06064b50;
    private static final int END64_BYTES = 56;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int LOCATOR64_BYTES = 20;
    private static final int MAX_COMMENT_BYTES = 0xFFFF;

    private CentralDirectory() {}

    /**
     * The number of entries, counted to one more than the given most.
     *
     * @throws ZipException if the archive has no central directory where it says
     */
    static int count(Path archive, int most) throws IOException {
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.READ)) {
            return count(file, start(file), most);
        }
    }

    private static int count(FileChannel file, long start, int most) throws IOException {
        DataInputStream in =
                new DataInputStream(
                        new BufferedInputStream(
                                Channels.newInputStream(file.position(start)), 64 << 10));
        byte[] header = new byte[HEADER_BYTES];
        int entries = 0;
        while (entries <= most && in.readNBytes(header, 0, HEADER_BYTES) == HEADER_BYTES) {
            ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
            if (fields.getInt(0) != HEADER) {
                break;
            }
            entries++;
            in.skipNBytes(unsigned(fields, 28) + unsigned(fields, 30) + unsigned(fields, 32));
        }
        return entries;
    }

    /** Where the directory begins: right before its end record, or where a ZIP64 record says. */
    private static long start(FileChannel file) throws IOException {
        int tailBytes = (int) Math.min(file.size(), END_BYTES + MAX_COMMENT_BYTES);
        long tailStart = file.size() - tailBytes;
        ByteBuffer tail = read(file, tailStart, tailBytes);
        for (int at = tailBytes - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END) {
                long end = tailStart + at;
                long size = Integer.toUnsignedLong(tail.getInt(at + 12));
                long offset = Integer.toUnsignedLong(tail.getInt(at + 16));
                return start(file, end, size, offset);
            }
        }
        throw new ZipException("no end of central directory");
    }

    private static long start(FileChannel file, long end, long size, long offset)
            throws IOException {
        if (end >= LOCATOR64_BYTES) {
            ByteBuffer locator = read(file, end - LOCATOR64_BYTES, LOCATOR64_BYTES);
            if (locator.getInt(0) == LOCATOR64) {
                ByteBuffer end64 = read(file, locator.getLong(8), END64_BYTES);
                if (end64.getInt(0) != END64) {
                    throw new ZipException("no ZIP64 end of central directory");
                }
                return within(end64.getLong(48), end);
            }
        }
        if (offset + size > end) {
            throw new ZipException("the central directory overlaps its end");
        }
        return end - size;
    }

    private static long within(long position, long end) throws ZipException {
        if (position < 0 || position > end) {
            throw new ZipException("a position lies outside the archive");
        }
        return position;
    }

    private static ByteBuffer read(FileChannel file, long position, int bytes) throws IOException {
        within(position, file.size() - bytes);
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new ZipException("the archive ends early");
            }
        }
        return buffer.flip();
    }

    private static int unsigned(ByteBuffer buffer, int at) {
        return Short.toUnsignedInt(buffer.getShort(at));
    }
}
