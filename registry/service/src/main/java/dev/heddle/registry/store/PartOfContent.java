package dev.heddle.registry.store;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends after a number of bytes, and fails if the content ends before. */
final class PartOfContent extends FilterInputStream {
    private long left;

    PartOfContent(InputStream content, long length) {
        super(content);
        if (length < 1) {
            throw new IllegalArgumentException("length is " + length + ", expected at least 1");
        }
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int read = super.read(bytes, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new HeddleException(
                    ErrorCode.CORRUPT, "the content ends %d bytes too early".formatted(left));
        }
        left -= read;
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        if (bytes <= 0) {
            return 0;
        }
        return Math.max(0, read(new byte[(int) Math.min(bytes, 8192)]));
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(left, super.available());
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
