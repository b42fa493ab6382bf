package dev.heddle.registry.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Writes objects of a bucket, and copies them inside it. */
final class S3Writer {
    /** With S3's limit of 10,000 parts: at most 78 GiB for one content. */
    static final int PART_BYTES = 8 << 20;

    private final S3Client client;
    private final String bucket;
    private final long copyBytes;

    S3Writer(S3Client client, String bucket, long copyBytes) {
        this.client = client;
        this.bucket = bucket;
        this.copyBytes = copyBytes;
    }

    /** Writes an object at once. */
    void put(String key, byte[] content) {
        client.putObject(
                request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    /**
     * Writes an object in parts. It appears when its content was read to the end without an error.
     *
     * @param first the first part, which was read already
     */
    void putParts(String key, InputStream content, byte[] first) throws IOException {
        String upload = begin(key);
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (byte[] part = first; part.length > 0; part = content.readNBytes(PART_BYTES)) {
                int number = parts.size() + 1;
                RequestBody body =
                        RequestBody.fromInputStream(new ByteArrayInputStream(part), part.length);
                String tag =
                        client.uploadPart(
                                        request ->
                                                request.bucket(bucket)
                                                        .key(key)
                                                        .uploadId(upload)
                                                        .partNumber(number),
                                        body)
                                .eTag();
                parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
            }
            complete(key, upload, parts);
        } catch (RuntimeException | IOException e) {
            abort(key, upload, e);
            throw e;
        }
    }

    /** Copies an object inside the bucket, in parts if it is larger than S3 copies at once. */
    void copy(String from, String to, long size) {
        if (size <= copyBytes) {
            client.copyObject(
                    request ->
                            request.sourceBucket(bucket)
                                    .sourceKey(from)
                                    .destinationBucket(bucket)
                                    .destinationKey(to));
            return;
        }
        String upload = begin(to);
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long offset = 0; offset < size; offset += copyBytes) {
                parts.add(copyPart(from, to, upload, parts.size() + 1, offset, size));
            }
            complete(to, upload, parts);
        } catch (RuntimeException e) {
            abort(to, upload, e);
            throw e;
        }
    }

    private CompletedPart copyPart(
            String from, String to, String upload, int number, long offset, long size) {
        long last = Math.min(size, offset + copyBytes) - 1;
        String tag =
                client.uploadPartCopy(
                                request ->
                                        request.sourceBucket(bucket)
                                                .sourceKey(from)
                                                .destinationBucket(bucket)
                                                .destinationKey(to)
                                                .uploadId(upload)
                                                .partNumber(number)
                                                .copySourceRange(
                                                        "bytes=%d-%d".formatted(offset, last)))
                        .copyPartResult()
                        .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    private String begin(String key) {
        return client.createMultipartUpload(request -> request.bucket(bucket).key(key)).uploadId();
    }

    private void complete(String key, String upload, List<CompletedPart> parts) {
        client.completeMultipartUpload(
                request ->
                        request.bucket(bucket)
                                .key(key)
                                .uploadId(upload)
                                .multipartUpload(complete -> complete.parts(parts)));
    }

    private void abort(String key, String upload, Exception cause) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException e) {
            cause.addSuppressed(e);
        }
    }
}
