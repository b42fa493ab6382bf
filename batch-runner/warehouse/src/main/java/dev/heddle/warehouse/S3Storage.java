package dev.heddle.warehouse;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A warehouse under a prefix of a bucket. That one of several wins rests on {@code If-None-Match},
 * which Amazon's store and those that follow it keep.
 */
final class S3Storage implements Storage {
    /** How many keys one request removes at most. */
    private static final int DELETED_AT_ONCE = 1000;

    private final S3Client client;
    private final String bucket;
    private final String prefix;
    private final Duration patience;

    /** Opens {@code s3://bucket/prefix}; a store that does not answer is asked for a while. */
    S3Storage(URI root, S3Settings settings, Duration patience) {
        this.patience = patience;
        this.bucket = root.getHost() == null ? root.getAuthority() : root.getHost();
        String path = root.getPath().replaceAll("^/+|/+$", "");
        this.prefix = path.isEmpty() ? "" : path + "/";
        this.client = client(settings);
    }

    private static S3Client client(S3Settings settings) {
        S3ClientBuilder builder =
                S3Client.builder()
                        .httpClient(ApacheHttpClient.create())
                        .region(Region.of(settings.region()))
                        .forcePathStyle(settings.pathStyle())
                        // Not every store that speaks S3 knows the newer checksum trailers.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED);
        settings.endpoint().map(URI::create).ifPresent(builder::endpointOverride);
        settings.keys()
                .ifPresent(
                        keys ->
                                builder.credentialsProvider(
                                        StaticCredentialsProvider.create(
                                                AwsBasicCredentials.create(
                                                        keys.access(), keys.secret()))));
        return builder.build();
    }

    @Override
    public String location() {
        return "s3a://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix.replaceAll("/$", ""));
    }

    /** Every request here may be sent twice: it is sent again while the store has trouble. */
    private <T> T call(String what, String path, Supplier<T> request) {
        long until = System.nanoTime() + patience.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                return request.get();
            } catch (NoSuchKeyException e) {
                throw e;
            } catch (SdkException e) {
                if (!passes(e)
                        || System.nanoTime() >= until
                        || Thread.currentThread().isInterrupted()) {
                    throw new HeddleException(
                            ErrorCode.UNAVAILABLE,
                            "cannot %s s3://%s/%s%s: %s"
                                    .formatted(what, bucket, prefix, path, e.getMessage()),
                            e);
                }
                LockSupport.parkNanos(
                        TimeUnit.MILLISECONDS.toNanos(
                                Math.min(2_000, 50L << Math.min(attempt, 6))));
            }
        }
    }

    /** Whether what went wrong may be over soon; a request that is refused stays refused. */
    private static boolean passes(SdkException failure) {
        return failure instanceof S3Exception answer
                ? answer.statusCode() >= 500 || answer.statusCode() == 429
                : failure.retryable() || failure.getCause() instanceof IOException;
    }

    @Override
    public Optional<byte[]> read(String path) {
        try {
            return call(
                    "read",
                    path,
                    () ->
                            Optional.of(
                                    client.getObjectAsBytes(
                                                    get -> get.bucket(bucket).key(prefix + path))
                                            .asByteArrayUnsafe()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean create(String path, byte[] content) {
        return call(
                "write",
                path,
                () -> {
                    try {
                        client.putObject(
                                put -> put.bucket(bucket).key(prefix + path).ifNoneMatch("*"),
                                RequestBody.fromBytes(content));
                        return true;
                    } catch (S3Exception e) {
                        // A retry after a lost answer finds its own object.
                        if (e.statusCode() == 412 || e.statusCode() == 409) {
                            return isThere(path, content);
                        }
                        throw e;
                    }
                });
    }

    private boolean isThere(String path, byte[] content) {
        return read(path).map(present -> java.util.Arrays.equals(present, content)).orElse(false);
    }

    @Override
    public void put(String path, byte[] content) {
        call(
                "write",
                path,
                () ->
                        client.putObject(
                                put -> put.bucket(bucket).key(prefix + path),
                                RequestBody.fromBytes(content)));
    }

    @Override
    public List<StoredFile> list(String folder) {
        String start = prefix + folder + "/";
        return call(
                "list",
                folder,
                () ->
                        client
                                .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(start))
                                .contents()
                                .stream()
                                .map(
                                        object ->
                                                new StoredFile(
                                                        object.key().substring(prefix.length()),
                                                        object.size(),
                                                        object.lastModified()))
                                .toList());
    }

    @Override
    public void copy(String from, String to) {
        try {
            call(
                    "copy",
                    from,
                    () ->
                            client.copyObject(
                                    copy ->
                                            copy.sourceBucket(bucket)
                                                    .sourceKey(prefix + from)
                                                    .destinationBucket(bucket)
                                                    .destinationKey(prefix + to)));
        } catch (NoSuchKeyException e) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "cannot copy s3://%s/%s%s, which is not there".formatted(bucket, prefix, from),
                    e);
        }
    }

    @Override
    public void delete(List<String> paths) {
        for (int from = 0; from < paths.size(); from += DELETED_AT_ONCE) {
            List<ObjectIdentifier> keys = new ArrayList<>();
            for (String path :
                    paths.subList(from, Math.min(paths.size(), from + DELETED_AT_ONCE))) {
                keys.add(ObjectIdentifier.builder().key(prefix + path).build());
            }
            String first = paths.get(from);
            List<S3Error> errors =
                    call(
                            "remove",
                            first,
                            () ->
                                    client.deleteObjects(
                                                    request ->
                                                            request.bucket(bucket)
                                                                    .delete(
                                                                            delete ->
                                                                                    delete.objects(
                                                                                                    keys)
                                                                                            .quiet(
                                                                                                    true)))
                                            .errors());
            if (!errors.isEmpty()) {
                throw new HeddleException(
                        ErrorCode.UNAVAILABLE,
                        "cannot remove s3://%s/%s: %s"
                                .formatted(bucket, errors.get(0).key(), errors.get(0).message()));
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
