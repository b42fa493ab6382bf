package dev.heddle.registry.store;

import dev.heddle.client.Manifest;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Counts and hashes what is read. At the end of the stream it fails unless the content has the
 * SHA-256 that it is named by, if it is named by one.
 */
final class CheckedContent extends FilterInputStream {
    private final MessageDigest digest = Manifest.sha256();
    private final String sha256;
    private final long maxBytes;
    private final ErrorCode mismatch;
    private long count;
    private String actual;

    /** Wraps content that has no name yet. */
    CheckedContent(InputStream content, long maxBytes) {
        this(content, "", maxBytes, ErrorCode.INTERNAL);
    }

    /**
     * Wraps content.
     *
     * @param mismatch the code to fail with if the content is another
     */
    CheckedContent(InputStream content, String sha256, long maxBytes, ErrorCode mismatch) {
        super(content);
        this.sha256 = sha256;
        this.maxBytes = maxBytes;
        this.mismatch = mismatch;
    }

    long count() {
        return count;
    }

    /** The SHA-256 of all that there was; the content must have been read to its end. */
    String sha256() {
        if (actual == null) {
            throw new IllegalStateException("the content was not read to its end");
        }
        return actual;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        if (read < 0) {
            checkEnd();
        } else {
            digest.update(bytes, offset, read);
            count += read;
            if (count > maxBytes) {
                throw new HeddleException(
                        ErrorCode.TOO_LARGE,
                        "the content is longer than the limit of %d bytes".formatted(maxBytes));
            }
        }
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
    public boolean markSupported() {
        return false;
    }

    private void checkEnd() {
        if (actual != null) {
            return;
        }
        actual = HexFormat.of().formatHex(digest.digest());
        if (!sha256.isEmpty() && !actual.equals(sha256)) {
            throw new HeddleException(
                    mismatch,
                    "the content has the SHA-256 %s, expected %s".formatted(actual, sha256));
        }
    }
}
