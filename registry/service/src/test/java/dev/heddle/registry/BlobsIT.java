package dev.heddle.registry;

import static dev.heddle.registry.Failures.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.PackageFile;
import dev.heddle.model.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobsIT {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
    private static final String SHA256 = RegistryFixture.sha256(CONTENT);

    @TempDir private Path folder;
    private RegistryFixture registry;

    @BeforeEach
    void start() {
        registry = new RegistryFixture(folder);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldStoreContentOnce() throws IOException {
        assertThat(put(SHA256)).isTrue();
        assertThat(put(SHA256)).isFalse();

        assertThat(registry.blobs.touch(SHA256)).contains((long) CONTENT.length);
        try (var content = registry.blobs.open(SHA256)) {
            assertThat(content).hasBinaryContent(CONTENT);
        }
    }

    @Test
    void shouldRefuseContentOfAnotherHash() {
        String other = "0".repeat(64);

        assertCode(() -> put(other)).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(registry.blobs.touch(other)).isEmpty();
        assertCode(() -> put("../../etc/passwd")).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void shouldRefuseContentOverTheLimit() {
        byte[] large = new byte[(1 << 20) + 1];

        assertCode(() -> registry.upload("large", large)).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(registry.blobs.touch(RegistryFixture.sha256(large))).isEmpty();
    }

    @Test
    void shouldRefuseMoreUploadsAtOnceThanTheLimit() throws Exception {
        CountDownLatch begun = new CountDownLatch(4);
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService uploads = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < 4; i++) {
                byte[] content = ("upload " + i).getBytes(StandardCharsets.UTF_8);
                uploads.execute(
                        () ->
                                registry.blobs.upload(
                                        RegistryFixture.sha256(content),
                                        new Waiting(content, begun, go)));
            }
            begun.await();

            assertCode(() -> registry.blobs.upload(SHA256, new ByteArrayInputStream(CONTENT)))
                    .isEqualTo(ErrorCode.OVERLOADED);

            go.countDown();
        } finally {
            uploads.shutdown();
        }
        assertThat(uploads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(registry.blobs.upload(SHA256, new ByteArrayInputStream(CONTENT))).isTrue();
    }

    /** Content that comes when it is told to. */
    private static final class Waiting extends ByteArrayInputStream {
        private final CountDownLatch begun;
        private final CountDownLatch go;

        Waiting(byte[] content, CountDownLatch begun, CountDownLatch go) {
            super(content);
            this.begun = begun;
            this.go = go;
        }

        @Override
        public synchronized int read(byte[] bytes, int offset, int length) {
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.read(bytes, offset, length);
        }
    }

    @Test
    void shouldCollectWhatNoVersionHolds() {
        ModelVersion version = registry.registerScale("scale", 2, Map.of());
        put(SHA256);

        int collected = registry.blobs(Duration.ZERO).collect();

        assertThat(collected).isEqualTo(1);
        assertThat(registry.blobs.touch(SHA256)).isEmpty();
        assertThat(registry.store.size(SHA256)).isEmpty();
        for (PackageFile file : version.files()) {
            assertThat(registry.store.size(file.sha256())).contains(file.size());
        }
    }

    @Test
    void shouldCollectTheFilesOfADeletedModel() {
        ModelVersion version = registry.registerScale("scale", 2, Map.of());
        registry.catalog.deleteModel("scale");

        registry.blobs(Duration.ZERO).collect();

        for (PackageFile file : version.files()) {
            assertThat(registry.store.size(file.sha256())).isEmpty();
        }
    }

    @Test
    void shouldKeepWhatWasTouchedWithinTheGrace() {
        put(SHA256);
        registry.sql("update blob set touched_at = now() - interval '2 days'");
        registry.blobs.touch(SHA256);

        assertThat(registry.blobs.collect()).isZero();
        assertThat(registry.store.size(SHA256)).isPresent();
    }

    @Test
    void shouldCollectContentsThatTheDatabaseDoesNotKnow() throws IOException {
        registry.store.put(SHA256, new ByteArrayInputStream(CONTENT), 1000);
        assertThat(registry.blobs.collect()).isZero();

        Path file = folder.resolve("artifacts").resolve(SHA256.substring(0, 2)).resolve(SHA256);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        assertThat(registry.blobs.collect()).isEqualTo(1);
        assertThat(file).doesNotExist();
    }

    @Test
    void shouldTakeContentAgainWhoseCollectionWasKilled() {
        put(SHA256);
        // What a collector leaves that is killed between deleting the content and its row.
        registry.sql("update blob set stored = false");
        registry.store.delete(SHA256);

        assertThat(registry.blobs.touch(SHA256)).isEmpty();
        assertThat(put(SHA256)).isTrue();
        assertThat(registry.store.size(SHA256)).isPresent();
    }

    @Test
    void shouldNeverLoseContentThatWasTakenWhileItIsCollected() throws Exception {
        Blobs collecting = registry.blobs(Duration.ofMinutes(1));
        ExecutorService threads = Executors.newSingleThreadExecutor();
        CountDownLatch enough = new CountDownLatch(1);
        try {
            Future<?> collector =
                    threads.submit(
                            () -> {
                                while (enough.getCount() > 0) {
                                    collecting.collect();
                                }
                            });
            for (int i = 0; i < 200; i++) {
                registry.sql("update blob set touched_at = now() - interval '1 hour'");
                registry.upload("file", CONTENT);
                // Whoever was told that the content is there finds it, within the grace.
                if (registry.blobs.touch(SHA256).isPresent()) {
                    assertThat(registry.store.size(SHA256)).as("round %d", i).isPresent();
                }
            }
            enough.countDown();
            collector.get(10, TimeUnit.SECONDS);
        } finally {
            enough.countDown();
            threads.shutdown();
        }
    }

    private boolean put(String sha256) {
        return registry.blobs.put(sha256, new ByteArrayInputStream(CONTENT));
    }
}
