package dev.heddle.registry.artifacts;

import static dev.heddle.registry.Failures.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.PackageFile;
import dev.heddle.mlflow.ArtifactFiles.Entry;
import dev.heddle.model.ErrorCode;
import dev.heddle.registry.Blobs;
import dev.heddle.registry.RegistryFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactTreeIT {
    @TempDir private Path folder;
    private RegistryFixture registry;
    private ArtifactTree tree;

    @BeforeEach
    void start() {
        registry = new RegistryFixture(folder);
        tree = new ArtifactTree(registry.database, registry.config());
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldListTheEntriesOfAFolder() {
        put("1/run/artifacts/model/MLmodel", "a");
        put("1/run/artifacts/model/data/x.bin", "bcd");
        put("1/run/artifacts/plot.png", "ef");
        put("1/run2/artifacts/other", "");

        assertThat(list("1/run/artifacts"))
                .containsExactly(new Entry("model", true, 0), new Entry("plot.png", false, 2));
        assertThat(list("1/run/artifacts/model"))
                .containsExactly(new Entry("MLmodel", false, 1), new Entry("data", true, 0));
        assertThat(list("1")).extracting(Entry::name).containsExactly("run", "run2");
        assertThat(list("")).extracting(Entry::name).containsExactly("1");
        assertThat(list("2")).isEmpty();
        assertThat(list("1/run/artifacts/plot.png")).isEmpty();
    }

    @Test
    void shouldPageThroughEntriesWhoseNamesBeginAlike() {
        List<String> names =
                List.of(
                        "a b/x", "a!/x", "a", "a.txt", "a/x", "a0", "a-b", "b/x", "b/y", "b.z",
                        "ö/x", "😀");
        for (String name : names) {
            if (!name.equals("a")) {
                put("f/" + name, name);
            }
        }

        List<String> paged = new ArrayList<>();
        Optional<String> after = Optional.empty();
        List<Entry> page;
        do {
            page = tree.list("f", after, 2);
            page.forEach(entry -> paged.add(entry.name()));
            after = paged.isEmpty() ? after : Optional.of(paged.get(paged.size() - 1));
        } while (page.size() == 2);

        assertThat(paged)
                .containsExactlyInAnyOrder(
                        "a b", "a!", "a", "a.txt", "a0", "a-b", "b", "b.z", "ö", "😀");
        assertThat(list("f")).extracting(Entry::name).containsExactlyElementsOf(paged);
    }

    @Test
    void shouldListAFolderFastThatHasManyFilesBelow() {
        Blobs.Kept content = content("same");
        registry.sql(
                """
                insert into artifact_file select 'big/' || (i %% 3) || '/' || i, '%s', 4, now()
                from generate_series(1, 300000) i; analyze artifact_file
                """
                        .formatted(content.sha256()));

        long start = System.nanoTime();
        List<Entry> entries = list("big");

        assertThat(entries).extracting(Entry::name).containsExactly("0", "1", "2");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(200));
        assertThat(tree.list("big/1", Optional.of("150001"), 1_000)).hasSize(1_000);
        assertThat(tree.delete("big")).isEqualTo(300_000);
        assertThat(list("")).isEmpty();
    }

    @Test
    void shouldReplaceAndDelete() {
        put("1/a", "old");
        put("1/a", "newer");
        put("1/b/c", "x");
        put("1/b2", "x");

        assertThat(tree.find("1/a")).map(ArtifactFile::size).contains(5L);
        assertThat(tree.delete("1/b")).isEqualTo(1);
        assertThat(tree.delete("1/b")).isZero();
        assertThat(list("1")).extracting(Entry::name).containsExactly("a", "b2");
        assertThat(tree.delete("1")).isEqualTo(2);
    }

    @Test
    void shouldNeverBeAFileAndAFolder() {
        put("1/a", "x");
        put("1/b/c", "x");

        assertCode(() -> put("1/a/b", "x")).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> put("1/b", "x")).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void shouldNeverBeAFileAndAFolderWhenTwoPutAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 50; i++) {
                String path = "race/" + i;
                List<Callable<Void>> puts =
                        List.of(() -> tryPut(path), () -> tryPut(path + "/below"));
                for (Future<Void> put : threads.invokeAll(puts)) {
                    put.get();
                }
                boolean isFile = tree.find(path).isPresent();
                boolean isFolder = tree.find(path + "/below").isPresent();
                assertThat(isFile).as("round %d", i).isNotEqualTo(isFolder);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Void tryPut(String path) {
        try {
            put(path, "x");
        } catch (dev.heddle.model.HeddleException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        }
        return null;
    }

    @Test
    void shouldGiveTheFilesBelowAFolder() {
        put("1/m/MLmodel", "a");
        put("1/m/data/x", "bc");
        put("1/m2/y", "d");

        assertThat(tree.files("1/m"))
                .containsExactly(
                        new PackageFile("MLmodel", 1, RegistryFixture.sha256(bytes("a"))),
                        new PackageFile("data/x", 2, RegistryFixture.sha256(bytes("bc"))));
        assertThat(tree.files("none")).isEmpty();
        for (int i = 0; i < 101; i++) {
            put("many/" + i, "x");
        }
        assertCode(() -> tree.files("many")).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void shouldKeepArtifactsFromTheCollectorUntilTheyAreDeleted() {
        put("1/a", "kept");
        put("1/b", "dropped");

        assertThat(registry.collect()).isZero();
        tree.delete("1/b");
        assertThat(registry.collect()).isEqualTo(1);

        assertThat(registry.store.size(RegistryFixture.sha256(bytes("kept")))).isPresent();
        assertThat(registry.store.size(RegistryFixture.sha256(bytes("dropped")))).isEmpty();
    }

    @Test
    void shouldShowTheFilesOfVersions() throws IOException {
        ModelVersion version = registry.registerScale("scale", 2, Map.of());
        String root = VersionFolders.uri("scale", 1).substring("mlflow-artifacts:/".length());

        assertThat(list(root)).extracting(Entry::name).contains("MLmodel", "code");
        assertThat(tree.files(root)).containsExactlyElementsOf(version.files());
        assertThat(tree.find(root + "/MLmodel")).isPresent();
        assertThat(list(root + "/code")).extracting(Entry::name).containsExactly("model.jar");
        assertThat(list("registered-models/none/1")).isEmpty();
        assertCode(() -> put(root + "/MLmodel", "x")).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> tree.delete(root)).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    private List<Entry> list(String path) {
        return tree.list(path, Optional.empty(), 1_000);
    }

    private void put(String path, String content) {
        tree.put(path, content(content));
    }

    private Blobs.Kept content(String text) {
        return registry.blobs.upload(new ByteArrayInputStream(bytes(text)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
