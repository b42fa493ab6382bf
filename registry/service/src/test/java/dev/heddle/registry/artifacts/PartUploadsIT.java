package dev.heddle.registry.artifacts;

import static dev.heddle.registry.Failures.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.model.ErrorCode;
import dev.heddle.registry.RegistryFixture;
import dev.heddle.registry.artifacts.PartUploads.Part;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartUploadsIT {
    private static final String FILE = "1/run/artifacts/large.bin";

    @TempDir private Path folder;
    private RegistryFixture registry;
    private ArtifactTree tree;
    private PartUploads uploads;

    @BeforeEach
    void start() {
        registry = new RegistryFixture(folder);
        tree = new ArtifactTree(registry.database, registry.config());
        uploads = new PartUploads(registry.database, registry.blobs, tree, registry.config());
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldJoinPartsInTheOrderOfTheirNumbers() throws Exception {
        String id = uploads.begin(FILE, 3, "ann");
        Part third = put(id, 3, "!");
        Part first = put(id, 1, "hello ");
        put(id, 2, "nobody");
        Part second = put(id, 2, "world");

        assertThat(tree.find(FILE)).isEmpty();
        uploads.complete(id, FILE, List.of(third, first, second));

        assertThat(content()).isEqualTo("hello world!");
        uploads.complete(id, FILE, List.of(third, first, second));
        assertThat(content()).isEqualTo("hello world!");
    }

    @Test
    void shouldTakePartsOfOneFileAtOnce() throws Exception {
        String id = uploads.begin(FILE, 60, "ann");
        ExecutorService threads = Executors.newFixedThreadPool(12);
        List<Part> parts = new ArrayList<>();
        try {
            List<Future<Part>> puts = new ArrayList<>();
            for (int i = 1; i <= 60; i++) {
                int number = i;
                puts.add(threads.submit(() -> put(id, number, "[" + number + "]")));
            }
            for (Future<Part> put : puts) {
                parts.add(put.get());
            }
        } finally {
            threads.shutdownNow();
        }

        uploads.complete(id, FILE, parts);

        assertThat(content()).startsWith("[1][2][3]").endsWith("[59][60]");
    }

    @Test
    void shouldKeepAFileOfOnePartWithoutACopy() throws Exception {
        String id = uploads.begin(FILE, 1, "ann");
        uploads.complete(id, FILE, List.of(put(id, 1, "one")));

        assertThat(content()).isEqualTo("one");
        assertThat(registry.collect()).isZero();
    }

    @Test
    void shouldRefuseWhatWasNotUploadedSo() {
        String id = uploads.begin(FILE, 2, "ann");
        Part first = put(id, 1, "a");
        Part other = new Part(2, first.sha256());

        assertCode(() -> uploads.complete(id, FILE, List.of(first, other)))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        put(id, 2, "b");
        assertCode(() -> uploads.complete(id, FILE, List.of(first)))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> uploads.complete(id, FILE, List.of(first, other)))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> uploads.complete(id, "1/run/artifacts/other", List.of(first)))
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertCode(() -> uploads.complete(id, FILE, List.of()))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> put(id, 3, "c")).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> put(id, 0, "c")).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> put("none", 1, "c")).isEqualTo(ErrorCode.NOT_FOUND);
        assertCode(() -> uploads.begin(FILE, 10_001, "ann")).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> uploads.begin("registered-models/a/1/b", 1, "ann"))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(tree.find(FILE)).isEmpty();
    }

    @Test
    void shouldRefusePartsThatAreLongerTogetherThanAFileMayBe() {
        String id = uploads.begin(FILE, 3, "ann");
        String half = "x".repeat(600_000);
        put(id, 1, half);

        assertCode(() -> put(id, 2, half)).isEqualTo(ErrorCode.TOO_LARGE);
        put(id, 1, half);
    }

    @Test
    void shouldRefuseMoreOpenUploadsThanTheLimit() {
        registry.sql(
                """
                insert into artifact_upload (id, path, parts, created_at, created_by)
                select 'u' || i, 'p', 1, now(), 'ann' from generate_series(1, 1000) i
                """);

        assertCode(() -> uploads.begin(FILE, 1, "ann")).isEqualTo(ErrorCode.OVERLOADED);
        uploads.abort("u7");
        assertThat(uploads.begin(FILE, 1, "ann")).hasSize(32);
    }

    @Test
    void shouldLetTheCollectorHaveThePartsOfWhatIsCompletedOrAborted() {
        String completed = uploads.begin(FILE, 2, "ann");
        uploads.complete(
                completed, FILE, List.of(put(completed, 1, "left"), put(completed, 2, "right")));
        String aborted = uploads.begin(FILE, 1, "ann");
        put(aborted, 1, "gone");
        uploads.abort(aborted);
        uploads.abort(aborted);

        // Well within the grace.
        assertThat(registry.collectAfterGrace()).isEqualTo(3);
        assertThat(tree.find(FILE)).map(ArtifactFile::size).contains(9L);
    }

    @Test
    void shouldKeepThePartsOfAnUploadUntilItsGraceIsOver() {
        String id = uploads.begin(FILE, 1, "ann");
        put(id, 1, "waiting");
        registry.sql("update blob set touched_at = now() - interval '2 days'");

        assertThat(registry.collectAfterGrace()).isZero();

        registry.sql("update artifact_upload set created_at = now() - interval '2 days'");
        assertThat(registry.collectAfterGrace()).isEqualTo(1);
        assertCode(() -> put(id, 1, "late")).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void shouldNotTakeAPartFromThoseWhoRelyOnItToo() {
        String id = uploads.begin(FILE, 1, "ann");
        put(id, 1, "shared");
        registry.touch(RegistryFixture.sha256("shared".getBytes(StandardCharsets.UTF_8)));
        uploads.abort(id);

        assertThat(registry.collectAfterGrace()).isZero();
    }

    private Part put(String upload, int number, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return new Part(number, uploads.put(upload, number, new ByteArrayInputStream(bytes)));
    }

    private String content() throws Exception {
        ArtifactFile file = tree.find(FILE).orElseThrow();
        try (InputStream content = registry.blobs.open(file.sha256())) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
