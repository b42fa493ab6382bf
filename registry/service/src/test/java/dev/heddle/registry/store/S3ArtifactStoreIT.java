package dev.heddle.registry.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.model.ErrorCode;
import dev.heddle.testing.S3Server;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

class S3ArtifactStoreIT extends ArtifactStoreContract {
    @TempDir private static Path folder;

    private static S3Server server;

    @BeforeAll
    static void startServer() throws Exception {
        server = new S3Server(folder);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    ArtifactStore open() {
        S3Client client = client(server.address(), S3Server.SECRET_KEY);
        String bucket = "bucket-" + UUID.randomUUID();
        client.createBucket(request -> request.bucket(bucket));
        return new S3ArtifactStore(client, bucket, "heddle/");
    }

    @Test
    void shouldCopyInPartsWhatIsTooLargeToCopyAtOnce() throws Exception {
        S3Client client = client(server.address(), S3Server.SECRET_KEY);
        String bucket = "bucket-" + UUID.randomUUID();
        client.createBucket(request -> request.bucket(bucket));
        byte[] content = new byte[(17 << 20) + 3];
        new Random(1).nextBytes(content);
        try (ArtifactStore store = new S3ArtifactStore(client, bucket, "heddle/", 6 << 20)) {
            try (var staged = store.stage(new ByteArrayInputStream(content), content.length)) {
                staged.store();
            }

            try (var stored = store.open(hash(content))) {
                assertThat(stored.readAllBytes()).isEqualTo(content);
            }
            assertThat(client.listObjectsV2(request -> request.bucket(bucket)).contents())
                    .extracting(S3Object::key)
                    .containsExactly("heddle/" + hash(content));
        }
    }

    @Test
    void shouldSayThatTheStoreRefuses() {
        S3Client client = client(server.address(), "wrong");
        try (ArtifactStore store = new S3ArtifactStore(client, "bucket", "heddle/")) {
            assertThat(failure(() -> store.size("0".repeat(64))).code())
                    .isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void shouldSayThatTheStoreCannotBeReached() {
        S3Client client = client(URI.create("http://127.0.0.1:9"), S3Server.SECRET_KEY);
        try (ArtifactStore store = new S3ArtifactStore(client, "bucket", "heddle/")) {
            assertThat(failure(() -> store.size("0".repeat(64))).code())
                    .isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    private static S3Client client(URI address, String secret) {
        return S3Client.builder()
                .httpClient(ApacheHttpClient.create())
                .endpointOverride(address)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(S3Server.ACCESS_KEY, secret)))
                .build();
    }
}
