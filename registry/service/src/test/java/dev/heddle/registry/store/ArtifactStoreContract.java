package dev.heddle.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.client.Manifest;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.store.ArtifactStore.Staged;
import dev.heddle.registry.store.ArtifactStore.StoredBlob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every artifact store keeps. A subclass says which store, empty at the start of each test.
 */
abstract class ArtifactStoreContract {
    private static final long NO_LIMIT = Long.MAX_VALUE;

    private ArtifactStore store;

    /** An empty store. */
    abstract ArtifactStore open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void shouldGiveBackWhatWasPut() throws IOException {
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);

        long size = store.put(hash(content), new ByteArrayInputStream(content), NO_LIMIT);

        assertThat(size).isEqualTo(content.length);
        assertThat(store.size(hash(content))).contains((long) content.length);
        assertThat(read(hash(content))).isEqualTo(content);
    }

    @Test
    void shouldKeepAnEmptyContent() throws IOException {
        byte[] empty = {};

        store.put(hash(empty), new ByteArrayInputStream(empty), NO_LIMIT);

        assertThat(store.size(hash(empty))).contains(0L);
        assertThat(read(hash(empty))).isEmpty();
    }

    @Test
    void shouldTakeTheSameContentTwice() throws IOException {
        byte[] content = "twice".getBytes(StandardCharsets.UTF_8);

        store.put(hash(content), new ByteArrayInputStream(content), NO_LIMIT);
        store.put(hash(content), new ByteArrayInputStream(content), NO_LIMIT);

        assertThat(read(hash(content))).isEqualTo(content);
    }

    @Test
    void shouldStreamAContentOfManyParts() throws IOException {
        long size = (40L << 20) + 7;
        String sha256 = hash(new Generated(size));

        assertThat(store.put(sha256, new Generated(size), NO_LIMIT)).isEqualTo(size);

        assertThat(store.size(sha256)).contains(size);
        try (InputStream content = store.open(sha256)) {
            assertThat(hash(content)).isEqualTo(sha256);
        }
    }

    @Test
    void shouldRefuseAnotherContentThanItsNameAndKeepNothing() {
        String sha256 = hash("expected".getBytes(StandardCharsets.UTF_8));

        HeddleException small = failure(() -> store.put(sha256, new Generated(10), NO_LIMIT));
        HeddleException large =
                failure(() -> store.put(sha256, new Generated(20L << 20), NO_LIMIT));

        assertThat(small.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(large.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(store.size(sha256)).isEmpty();
        assertThat(list()).isEmpty();
    }

    @Test
    void shouldRefuseALongerContentThanTheLimitAndKeepNothing() throws IOException {
        String sha256 = hash(new Generated(1_001));

        HeddleException error = failure(() -> store.put(sha256, new Generated(1_001), 1_000));

        assertThat(error.code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(store.size(sha256)).isEmpty();
    }

    @Test
    void shouldKeepNothingOfAContentThatBreaksOff() throws IOException {
        String sha256 = hash(new Generated(30L << 20));

        failure(() -> store.put(sha256, new BreaksOff(20L << 20), NO_LIMIT));

        assertThat(store.size(sha256)).isEmpty();
    }

    @Test
    void shouldHaveOneContentWhenManyPutItAtOnce() throws Exception {
        String sha256 = hash(new Generated(200_000));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Long>> puts = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                puts.add(threads.submit(() -> store.put(sha256, new Generated(200_000), NO_LIMIT)));
            }
            for (Future<Long> put : puts) {
                assertThat(put.get()).isEqualTo(200_000);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(list()).extracting(StoredBlob::sha256).containsExactly(sha256);
        try (InputStream content = store.open(sha256)) {
            assertThat(hash(content)).isEqualTo(sha256);
        }
    }

    @Test
    void shouldSayThatAContentIsNotThere() {
        String sha256 = hash("missing".getBytes(StandardCharsets.UTF_8));

        assertThat(store.size(sha256)).isEmpty();
        assertThat(store.delete(sha256)).isFalse();
        assertThat(failure(() -> store.open(sha256)).code())
                .isEqualTo(ErrorCode.ARTIFACT_NOT_FOUND);
    }

    @Test
    void shouldRefuseNamesThatAreNoHash() {
        assertThat(failure(() -> store.open("../../etc/passwd")).code())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void shouldDelete() {
        byte[] content = "gone".getBytes(StandardCharsets.UTF_8);
        store.put(hash(content), new ByteArrayInputStream(content), NO_LIMIT);

        assertThat(store.delete(hash(content))).isTrue();

        assertThat(store.size(hash(content))).isEmpty();
    }

    @Test
    void shouldListEverything() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 1_005; i++) {
            byte[] content = ("content " + i).getBytes(StandardCharsets.UTF_8);
            store.put(hash(content), new ByteArrayInputStream(content), NO_LIMIT);
            expected.add(hash(content));
        }

        List<StoredBlob> listed = list();

        assertThat(listed)
                .extracting(StoredBlob::sha256)
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(listed)
                .allSatisfy(
                        blob -> {
                            assertThat(blob.size()).isBetween(9L, 12L);
                            assertThat(blob.modifiedAt())
                                    .isAfter(Instant.now().minus(Duration.ofHours(1)));
                        });
    }

    @Test
    void shouldRemoveLeftoversWithoutTouchingContents() throws IOException {
        byte[] content = "stays".getBytes(StandardCharsets.UTF_8);
        store.put(hash(content), new ByteArrayInputStream(content), NO_LIMIT);

        store.removeLeftovers();

        assertThat(read(hash(content))).isEqualTo(content);
    }

    @Test
    void shouldStoreContentWhoseHashNobodyKnows() throws IOException {
        for (long size : new long[] {0, 10, (8 << 20) - 1, 8 << 20, (20 << 20) + 7}) {
            String sha256 = hash(new Generated(size));

            try (Staged staged = store.stage(new Generated(size), size)) {
                assertThat(staged.sha256()).isEqualTo(sha256);
                assertThat(staged.size()).isEqualTo(size);
                assertThat(store.size(sha256)).as("not yet stored").isEmpty();
                staged.store();
            }

            try (InputStream content = store.open(sha256)) {
                assertThat(hash(content)).isEqualTo(sha256);
            }
        }
        assertThat(list()).hasSize(5);
    }

    @Test
    void shouldKeepNothingThatWasStagedAndNotStored() {
        store.stage(new Generated(10), NO_LIMIT).close();
        store.stage(new Generated(9 << 20), NO_LIMIT).close();

        assertThat(list()).isEmpty();
    }

    @Test
    void shouldStageNothingThatIsTooLongOrBreaksOff() {
        assertThat(failure(() -> store.stage(new Generated(1_001), 1_000)).code())
                .isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(failure(() -> store.stage(new Generated(17 << 20), 16 << 20)).code())
                .isEqualTo(ErrorCode.TOO_LARGE);
        failure(() -> store.stage(new BreaksOff(10), NO_LIMIT));
        failure(() -> store.stage(new BreaksOff(20L << 20), NO_LIMIT));

        assertThat(list()).isEmpty();
    }

    @Test
    void shouldStoreTheSameStagedContentTwice() throws IOException {
        try (Staged first = store.stage(new Generated(9 << 20), NO_LIMIT);
                Staged second = store.stage(new Generated(9 << 20), NO_LIMIT)) {
            first.store();
            second.store();

            assertThat(store.size(first.sha256())).contains(9L << 20);
        }
        assertThat(list()).hasSize(1);
    }

    @Test
    void shouldGiveBackAPart() throws IOException {
        byte[] content = "0123456789".getBytes(StandardCharsets.UTF_8);
        store.put(hash(content), new ByteArrayInputStream(content), NO_LIMIT);

        assertThat(read(hash(content), 0, 10)).isEqualTo("0123456789");
        assertThat(read(hash(content), 3, 4)).isEqualTo("3456");
        assertThat(read(hash(content), 9, 1)).isEqualTo("9");
    }

    @Test
    void shouldFailWhenAPartIsNotThere() {
        byte[] content = "0123456789".getBytes(StandardCharsets.UTF_8);
        store.put(hash(content), new ByteArrayInputStream(content), NO_LIMIT);

        assertThat(failure(() -> read(hash(content), 8, 4)).code()).isEqualTo(ErrorCode.CORRUPT);
        assertThat(failure(() -> store.open("0".repeat(64), 0, 1)).code())
                .isEqualTo(ErrorCode.ARTIFACT_NOT_FOUND);
    }

    @Test
    void shouldBeClosedInTheMiddleOfAContent() throws IOException {
        String sha256 = hash(new Generated(30L << 20));
        store.put(sha256, new Generated(30L << 20), NO_LIMIT);

        for (int i = 0; i < 100; i++) {
            try (InputStream content = store.open(sha256)) {
                assertThat(content.readNBytes(10)).hasSize(10);
            }
        }
    }

    private String read(String sha256, long offset, long length) throws IOException {
        try (InputStream content = store.open(sha256, offset, length)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private byte[] read(String sha256) throws IOException {
        try (InputStream content = store.open(sha256)) {
            return content.readAllBytes();
        }
    }

    private List<StoredBlob> list() {
        try (Stream<StoredBlob> blobs = store.list()) {
            return blobs.toList();
        }
    }

    static HeddleException failure(ThrowingCallable call) {
        HeddleException error = catchThrowableOfType(HeddleException.class, call);
        assertThat(error).isNotNull();
        return error;
    }

    static String hash(byte[] content) {
        return HexFormat.of().formatHex(Manifest.sha256().digest(content));
    }

    private static String hash(InputStream content) throws IOException {
        MessageDigest digest = Manifest.sha256();
        byte[] buffer = new byte[8192];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            digest.update(buffer, 0, read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Bytes that are made as they are read, the same each time. */
    private static class Generated extends InputStream {
        private final Random random = new Random(42);
        private long left;

        Generated(long size) {
            left = size;
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? random.nextInt(256) : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(left, length);
            for (int i = 0; i < count; i++) {
                bytes[offset + i] = (byte) random.nextInt(256);
            }
            left -= count;
            return count;
        }
    }

    /** The same, with a connection that is lost in its middle. */
    private static final class BreaksOff extends Generated {
        BreaksOff(long size) {
            super(size);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            if (read < 0) {
                throw new IOException("connection reset");
            }
            return read;
        }
    }
}
