package dev.heddle.registry.store;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Keeps contents as objects of an S3 bucket: {@code <prefix><sha256>}. A content of more than one
 * part is uploaded in parts and appears when the upload is completed, after its SHA-256 was found
 * right; a part's size bounds the memory that an upload takes.
 */
public final class S3ArtifactStore implements ArtifactStore {
    /** With S3's limit of 10,000 parts: at most 78 GiB for one content. */
    private static final int PART_BYTES = 8 << 20;

    private static final Duration LEFTOVER_AGE = Duration.ofDays(1);

    private final S3Client client;
    private final String bucket;
    private final String prefix;

    /**
     * A store in a bucket that exists.
     *
     * @param client closed with the store
     * @param prefix what the keys begin with, {@code heddle/}; empty for none
     */
    public S3ArtifactStore(S3Client client, String bucket, String prefix) {
        this.client = Objects.requireNonNull(client, "client");
        this.bucket = Objects.requireNonNull(bucket, "bucket");
        this.prefix = Objects.requireNonNull(prefix, "prefix");
    }

    @Override
    public long put(String sha256, InputStream content, long maxBytes) {
        CheckedContent checked =
                new CheckedContent(content, sha256, maxBytes, ErrorCode.INVALID_REQUEST);
        try {
            byte[] part = checked.readNBytes(PART_BYTES);
            if (part.length < PART_BYTES) {
                client.putObject(
                        request -> request.bucket(bucket).key(key(sha256)),
                        RequestBody.fromBytes(part));
            } else {
                putParts(sha256, checked, part);
            }
            return checked.count();
        } catch (SdkException e) {
            throw unavailable("write to", e);
        } catch (IOException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST, "the content broke off: " + e.getMessage(), e);
        }
    }

    private void putParts(String sha256, InputStream content, byte[] first) throws IOException {
        String key = key(sha256);
        String upload =
                client.createMultipartUpload(request -> request.bucket(bucket).key(key)).uploadId();
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
            client.completeMultipartUpload(
                    request ->
                            request.bucket(bucket)
                                    .key(key)
                                    .uploadId(upload)
                                    .multipartUpload(complete -> complete.parts(parts)));
        } catch (RuntimeException | IOException e) {
            abort(key, upload, e);
            throw e;
        }
    }

    private void abort(String key, String upload, Exception cause) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public InputStream open(String sha256) {
        try {
            return new CheckedContent(
                    client.getObject(request -> request.bucket(bucket).key(key(sha256))),
                    sha256,
                    Long.MAX_VALUE,
                    ErrorCode.CORRUPT);
        } catch (NoSuchKeyException e) {
            throw FileArtifactStore.missing(sha256);
        } catch (SdkException e) {
            throw unavailable("read from", e);
        }
    }

    @Override
    public Optional<Long> size(String sha256) {
        try {
            return Optional.of(
                    client.headObject(request -> request.bucket(bucket).key(key(sha256)))
                            .contentLength());
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return Optional.empty();
            }
            throw unavailable("read from", e);
        } catch (SdkException e) {
            throw unavailable("read from", e);
        }
    }

    @Override
    public boolean delete(String sha256) {
        boolean existed = size(sha256).isPresent();
        try {
            client.deleteObject(request -> request.bucket(bucket).key(key(sha256)));
            return existed;
        } catch (SdkException e) {
            throw unavailable("delete from", e);
        }
    }

    @Override
    public Stream<StoredBlob> list() {
        try {
            return client
                    .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
                    .contents()
                    .stream()
                    .filter(o -> o.key().substring(prefix.length()).matches("[0-9a-f]{64}"))
                    .map(
                            o ->
                                    new StoredBlob(
                                            o.key().substring(prefix.length()),
                                            o.size(),
                                            o.lastModified()));
        } catch (SdkException e) {
            throw unavailable("list", e);
        }
    }

    @Override
    public void removeLeftovers() {
        Instant limit = Instant.now().minus(LEFTOVER_AGE);
        try {
            for (MultipartUpload upload :
                    client.listMultipartUploadsPaginator(
                                    request -> request.bucket(bucket).prefix(prefix))
                            .uploads()) {
                if (upload.initiated().isBefore(limit)) {
                    client.abortMultipartUpload(
                            request ->
                                    request.bucket(bucket)
                                            .key(upload.key())
                                            .uploadId(upload.uploadId()));
                }
            }
        } catch (SdkException e) {
            throw unavailable("clean", e);
        }
    }

    private String key(String sha256) {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "'%s' is no SHA-256, expected 64 lower-case hexadecimal digits"
                            .formatted(sha256));
        }
        return prefix + sha256;
    }

    private HeddleException unavailable(String what, SdkException e) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE,
                "cannot %s the bucket %s: %s".formatted(what, bucket, e.getMessage()),
                e);
    }

    @Override
    public void close() {
        client.close();
    }
}
