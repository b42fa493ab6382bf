package dev.heddle.registry.store;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The content of an object. Whoever closes it before its end hangs up; the SDK would read the rest.
 */
final class S3Content extends FilterInputStream {
    private final ResponseInputStream<GetObjectResponse> response;
    private long left;

    S3Content(ResponseInputStream<GetObjectResponse> response) {
        super(response);
        this.response = response;
        Long length = response.response().contentLength();
        this.left = length == null ? Long.MAX_VALUE : length;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        left = read < 0 ? 0 : left - 1;
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        left = read < 0 ? 0 : left - read;
        return read;
    }

    @Override
    public void close() throws IOException {
        if (left <= 0) {
            super.close();
        } else {
            response.abort();
        }
    }
}
