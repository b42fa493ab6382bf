package dev.heddle.registry.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where the files of versions are kept. */
@ConfigMapping(prefix = "heddle.artifacts")
public interface ArtifactsConfig {
    /** {@code file} for a folder, {@code s3} for a bucket. */
    @WithDefault("file")
    Kind store();

    /** The folder, for {@code file}. */
    @WithDefault("${heddle.data-dir:.heddle}/artifacts")
    Path folder();

    /** The bucket, for {@code s3}. */
    S3 s3();

    /** The kinds of stores. */
    enum Kind {
        FILE,
        S3
    }

    /** An S3-speaking store. */
    interface S3 {
        /** The bucket's name; it must exist. */
        Optional<String> bucket();

        /** What every key begins with. */
        @WithDefault("heddle/")
        String prefix();

        /** The region. */
        @WithDefault("us-east-1")
        String region();

        /** The address of a store that is not Amazon's. */
        Optional<URI> endpoint();

        /** Whether the bucket is part of the path rather than of the host name. */
        @WithDefault("false")
        boolean pathStyle();

        /** The access key; without one, the AWS SDK looks in its usual places. */
        Optional<String> accessKey();

        /** The secret key that goes with the access key. */
        Optional<String> secretKey();
    }
}
