package dev.heddle.registry.store;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Chooses the store by {@code heddle.artifacts.store}. */
final class ArtifactStoreProducer {
    @Produces
    @Singleton
    ArtifactStore store(ArtifactsConfig config) {
        return switch (config.store()) {
            case FILE -> new FileArtifactStore(config.folder());
            case S3 -> s3(config.s3());
        };
    }

    void close(@Disposes ArtifactStore store) {
        store.close();
    }

    private static ArtifactStore s3(ArtifactsConfig.S3 config) {
        String bucket =
                config.bucket()
                        .orElseThrow(() -> invalid("heddle.artifacts.s3.bucket is needed for s3"));
        S3ClientBuilder builder =
                S3Client.builder()
                        .httpClient(ApacheHttpClient.create())
                        .region(Region.of(config.region()))
                        .forcePathStyle(config.pathStyle())
                        // Not every store that speaks S3 knows the newer checksum trailers.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED);
        config.endpoint().ifPresent(builder::endpointOverride);
        if (config.accessKey().isPresent() != config.secretKey().isPresent()) {
            throw invalid(
                    "heddle.artifacts.s3.access-key and heddle.artifacts.s3.secret-key go together");
        }
        config.accessKey()
                .ifPresent(
                        key ->
                                builder.credentialsProvider(
                                        StaticCredentialsProvider.create(
                                                AwsBasicCredentials.create(
                                                        key, config.secretKey().orElseThrow()))));
        return new S3ArtifactStore(builder.build(), bucket, config.prefix());
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }
}
