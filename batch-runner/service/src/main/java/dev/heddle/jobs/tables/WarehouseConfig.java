package dev.heddle.jobs.tables;

import dev.heddle.warehouse.S3Settings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** What can be set about tables. */
@ConfigMapping(prefix = "heddle.warehouse")
public interface WarehouseConfig {
    /** Where tables lie: a folder, or {@code s3://bucket/prefix}. */
    @WithDefault("${heddle.data-dir:.heddle}/warehouse")
    String root();

    /** The host:port of a Hive Metastore that is there; without it the process brings its own. */
    Optional<String> metastore();

    /** Where the process's own metastore listens, on loopback; 0 for any port that is free. */
    @WithDefault("0")
    int metastorePort();

    /** The schema of the registry's database that the process's own metastore keeps. */
    @WithDefault("metastore")
    String metastoreSchema();

    /** How to reach the bucket. */
    S3 s3();

    /** How to reach the bucket. */
    interface S3 {
        /** The region. */
        @WithDefault("us-east-1")
        String region();

        /** The address of a store that is not Amazon's. */
        Optional<String> endpoint();

        /** Whether the bucket is part of the path rather than of the host name. */
        @WithDefault("false")
        boolean pathStyle();

        /** The access key; without one the AWS SDK looks in its usual places. */
        Optional<String> accessKey();

        /** The secret key that goes with it. */
        Optional<String> secretKey();

        /** All of it together. */
        static S3Settings settings(S3 s3) {
            return new S3Settings(
                    s3.endpoint(),
                    s3.region(),
                    s3.pathStyle(),
                    s3.accessKey()
                            .flatMap(
                                    access ->
                                            s3.secretKey()
                                                    .map(
                                                            secret ->
                                                                    new S3Settings.Keys(
                                                                            access, secret))));
        }
    }
}
