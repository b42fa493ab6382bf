package dev.heddle.warehouse;

import java.util.Objects;
import java.util.Optional;

/**
 * How to reach an object store that speaks S3.
 *
 * @param endpoint its URL; empty for Amazon's
 * @param region its region
 * @param pathStyle whether buckets are part of the path rather than of the host name
 * @param keys how to sign requests; empty for what the AWS SDK finds in its usual places
 */
public record S3Settings(
        Optional<String> endpoint, String region, boolean pathStyle, Optional<Keys> keys) {
    public S3Settings {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(keys, "keys");
    }

    /**
     * A pair of keys.
     *
     * @param access the access key
     * @param secret the secret key
     */
    public record Keys(String access, String secret) {
        public Keys {
            Objects.requireNonNull(access, "access");
            Objects.requireNonNull(secret, "secret");
        }

        @Override
        public String toString() {
            return access + " with its secret";
        }
    }
}
