package dev.heddle.registry.store;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Keeps contents as objects of an S3 bucket: {@code <prefix><sha256>}. A content of more than one
 * part is uploaded in parts and appears when the upload is completed, after its SHA-256 was found
 * right; a part's size bounds the memory that an upload takes. Content that has no name yet and is
 * more than one part waits below {@code <prefix>incoming/} and is copied inside the store.
 */
public final class S3ArtifactStore implements ArtifactStore {
    /** The most that S3 copies at once. */
    private static final long COPY_BYTES = 5L << 30;

    private static final Logger LOG = LoggerFactory.getLogger(S3ArtifactStore.class);
    private static final Duration LEFTOVER_AGE = Duration.ofDays(1);
    private static final String INCOMING = "incoming/";

    private final S3Client client;
    private final String bucket;
    private final String prefix;
    private final S3Writer writer;

    /**
     * A store in a bucket that exists.
     *
     * @param client closed with the store
     * @param prefix what the keys begin with, {@code heddle/}; empty for none
     */
    public S3ArtifactStore(S3Client client, String bucket, String prefix) {
        this(client, bucket, prefix, COPY_BYTES);
    }

    /** A store that copies larger contents in parts of so many bytes. */
    S3ArtifactStore(S3Client client, String bucket, String prefix, long copyBytes) {
        this.client = Objects.requireNonNull(client, "client");
        this.bucket = Objects.requireNonNull(bucket, "bucket");
        this.prefix = Objects.requireNonNull(prefix, "prefix");
        this.writer = new S3Writer(client, bucket, copyBytes);
    }

    @Override
    public long put(String sha256, InputStream content, long maxBytes) {
        CheckedContent checked =
                new CheckedContent(content, sha256, maxBytes, ErrorCode.INVALID_REQUEST);
        try {
            byte[] part = checked.readNBytes(S3Writer.PART_BYTES);
            if (part.length < S3Writer.PART_BYTES) {
                writer.put(key(sha256), part);
            } else {
                writer.putParts(key(sha256), checked, part);
            }
            return checked.count();
        } catch (SdkException e) {
            throw unavailable("write to", e);
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    @Override
    public Staged stage(InputStream content, long maxBytes) {
        CheckedContent checked = new CheckedContent(content, maxBytes);
        try {
            byte[] part = checked.readNBytes(S3Writer.PART_BYTES);
            if (part.length < S3Writer.PART_BYTES) {
                return new StagedBytes(part, checked.sha256());
            }
            String key = prefix + INCOMING + UUID.randomUUID();
            writer.putParts(key, checked, part);
            return new StagedObject(key, checked.sha256(), checked.count());
        } catch (SdkException e) {
            throw unavailable("write to", e);
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    private static HeddleException brokenOff(IOException e) {
        return new HeddleException(
                ErrorCode.INVALID_REQUEST, "the content broke off: " + e.getMessage(), e);
    }

    @Override
    public InputStream open(String sha256) {
        try {
            return new CheckedContent(
                    new S3Content(
                            client.getObject(request -> request.bucket(bucket).key(key(sha256)))),
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
    public InputStream open(String sha256, long offset, long length) {
        String range = "bytes=%d-%d".formatted(offset, offset + length - 1);
        try {
            return new PartOfContent(
                    new S3Content(
                            client.getObject(
                                    request ->
                                            request.bucket(bucket).key(key(sha256)).range(range))),
                    length);
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
            removeIncoming(limit);
        } catch (SdkException e) {
            throw unavailable("clean", e);
        }
    }

    private void removeIncoming(Instant limit) {
        for (S3Object object :
                client.listObjectsV2Paginator(
                                request -> request.bucket(bucket).prefix(prefix + INCOMING))
                        .contents()) {
            if (object.lastModified().isBefore(limit)) {
                client.deleteObject(request -> request.bucket(bucket).key(object.key()));
            }
        }
    }

    /** Content of less than one part, which waits in memory. */
    private final class StagedBytes implements Staged {
        private final byte[] content;
        private final String sha256;

        StagedBytes(byte[] content, String sha256) {
            this.content = content;
            this.sha256 = sha256;
        }

        @Override
        public String sha256() {
            return sha256;
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public void store() {
            try {
                writer.put(key(sha256), content);
            } catch (SdkException e) {
                throw unavailable("write to", e);
            }
        }

        @Override
        public void close() {
            // It is in memory alone.
        }
    }

    /** Content below {@code incoming/}. */
    private final class StagedObject implements Staged {
        private final String key;
        private final String sha256;
        private final long size;

        StagedObject(String key, String sha256, long size) {
            this.key = key;
            this.sha256 = sha256;
            this.size = size;
        }

        @Override
        public String sha256() {
            return sha256;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void store() {
            try {
                writer.copy(key, key(sha256), size);
            } catch (SdkException e) {
                throw unavailable("write to", e);
            }
        }

        @Override
        public void close() {
            try {
                client.deleteObject(request -> request.bucket(bucket).key(key));
            } catch (SdkException e) {
                LOG.warn("An object is left to the next clean-up. key={}", key, e);
            }
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
