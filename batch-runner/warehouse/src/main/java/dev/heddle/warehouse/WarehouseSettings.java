package dev.heddle.warehouse;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where tables are.
 *
 * @param root a folder, or {@code s3://bucket/prefix}
 * @param metastore the Hive Metastore's {@code host:port}
 * @param s3 how to reach the object store; empty for the AWS SDK's own ways in {@code us-east-1}
 * @param patience how long something that does not answer is tried again
 */
public record WarehouseSettings(
        String root, String metastore, Optional<S3Settings> s3, Duration patience) {
    /** How long by default. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    public WarehouseSettings {
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(s3, "s3");
        Objects.requireNonNull(patience, "patience");
        if (!metastore.matches("[^:/\\s]+:\\d{1,5}")) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "a metastore is named host:port, found '%s'".formatted(metastore));
        }
    }

    /** Settings with the usual patience. */
    public WarehouseSettings(String root, String metastore, Optional<S3Settings> s3) {
        this(root, metastore, s3, PATIENCE);
    }

    Storage storage() {
        return root.matches("s3a?://.*")
                ? new S3Storage(
                        URI.create(root),
                        s3.orElseGet(
                                () ->
                                        new S3Settings(
                                                Optional.empty(),
                                                "us-east-1",
                                                false,
                                                Optional.empty())),
                        patience)
                : new FolderStorage(Path.of(root.replaceFirst("^file:(//)?", "")));
    }
}
