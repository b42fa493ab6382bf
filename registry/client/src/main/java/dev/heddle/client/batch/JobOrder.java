package dev.heddle.client.batch;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the platform hands to the program that Spark runs: {@code order.json} in the job's folder.
 * It holds no secret; the keys of an object store come by the environment.
 *
 * @param id the job's
 * @param attempt from 1
 * @param user who asked for it
 * @param spec what was asked for
 * @param model the version that scores; empty where nothing is scored
 * @param warehouse where tables are
 * @param submittedAt when it was asked for: the time of the job where features need one
 * @param monitored whether the job keeps a profile of what it scores
 */
public record JobOrder(
        String id,
        int attempt,
        String user,
        JobSpec spec,
        Optional<PackagedModel> model,
        WarehouseLocation warehouse,
        Instant submittedAt,
        boolean monitored) {
    /** The order's file in a job's folder. */
    public static final String FILE = "order.json";

    public JobOrder {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(warehouse, "warehouse");
        Objects.requireNonNull(submittedAt, "submittedAt");
        model = model == null ? Optional.empty() : model;
    }

    /**
     * A version whose package lies unpacked in a folder.
     *
     * @param name the model's
     * @param version its number
     * @param digest the SHA-256 of its manifest, in hexadecimal
     * @param folder the package's folder on the driver's machine
     * @param tags the version's tags
     */
    public record PackagedModel(
            String name, long version, String digest, String folder, Map<String, String> tags) {
        public PackagedModel {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(digest, "digest");
            Objects.requireNonNull(folder, "folder");
            tags = tags == null ? Map.of() : Map.copyOf(tags);
        }
    }

    /**
     * Where tables are.
     *
     * @param root the folder or {@code s3://bucket/prefix} that holds them
     * @param metastore the Hive Metastore's {@code host:port}
     * @param s3 how to reach the object store; empty for none, or the SDK's own ways
     */
    public record WarehouseLocation(String root, String metastore, Optional<S3Location> s3) {
        public WarehouseLocation {
            Objects.requireNonNull(root, "root");
            Objects.requireNonNull(metastore, "metastore");
            s3 = s3 == null ? Optional.empty() : s3;
        }
    }

    /**
     * An object store that speaks S3; its keys are {@code HEDDLE_S3_ACCESS_KEY} and {@code
     * HEDDLE_S3_SECRET_KEY} of the environment, or what the SDK finds by itself.
     *
     * @param endpoint its URL; empty for AWS
     * @param region its region
     * @param pathStyle whether buckets are named in the path
     */
    public record S3Location(Optional<String> endpoint, String region, boolean pathStyle) {
        public S3Location {
            endpoint = endpoint == null ? Optional.empty() : endpoint;
            Objects.requireNonNull(region, "region");
        }
    }
}
