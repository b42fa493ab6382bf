package dev.heddle.serving;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Bodies that were compressed for their way here. */
final class ContentEncoding {
    private ContentEncoding() {}

    /**
     * The body itself.
     *
     * @param encoding the header's value, {@code gzip} or {@code deflate}
     * @param limit how long it may be, in bytes
     * @throws HeddleException with {@code INVALID_REQUEST} if it is not what the header says, with
     *     {@code TOO_LARGE} if it is longer
     */
    static byte[] decode(String encoding, byte[] encoded, int limit) {
        try (InputStream body = stream(encoding, encoded)) {
            byte[] decoded = body.readNBytes(limit);
            if (body.read() >= 0) {
                throw new HeddleException(
                        ErrorCode.TOO_LARGE,
                        "the body is longer than the limit of %d bytes".formatted(limit));
            }
            return decoded;
        } catch (IOException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "the body is not %s, as Content-Encoding says".formatted(encoding),
                    e);
        }
    }

    private static InputStream stream(String encoding, byte[] encoded) throws IOException {
        InputStream body = new ByteArrayInputStream(encoded);
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> new GZIPInputStream(body);
            case "deflate" -> new InflaterInputStream(body);
            default ->
                    throw new HeddleException(
                            ErrorCode.INVALID_REQUEST,
                            "Content-Encoding is '%s', expected gzip or deflate"
                                    .formatted(encoding));
        };
    }
}
