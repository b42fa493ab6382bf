package dev.heddle.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.HeddleException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What holds of every store of files. */
abstract class StorageContract {
    abstract Storage storage();

    @Test
    void shouldCreateAFileOnce(TestInfo test) {
        String path = folder(test) + "/one";

        assertThat(storage().create(path, utf8("first"))).isTrue();
        assertThat(storage().create(path, utf8("second"))).isFalse();

        assertThat(storage().read(path).map(StorageContract::text)).contains("first");
    }

    @Test
    void shouldTellExactlyOneOfManyThatItCreatedAFile(TestInfo test) {
        String path = folder(test) + "/one";
        List<String> winners = Collections.synchronizedList(new ArrayList<>());

        InParallel.of(
                IntStream.range(0, 16).boxed().toList(),
                number -> {
                    if (storage().create(path, utf8("writer " + number))) {
                        winners.add("writer " + number);
                    }
                    return number;
                });

        assertThat(winners).hasSize(1);
        assertThat(storage().read(path).map(StorageContract::text)).contains(winners.get(0));
    }

    @Test
    void shouldReplaceAFileAsAWhole(TestInfo test) {
        String path = folder(test) + "/one";
        List<String> contents =
                IntStream.range(0, 4).mapToObj(i -> ("" + i).repeat(70_000)).toList();
        storage().put(path, utf8(contents.get(0)));

        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        InParallel.of(
                IntStream.range(0, 40).boxed().toList(),
                number -> {
                    if (number % 2 == 0) {
                        storage().put(path, utf8(contents.get(number % 4)));
                    } else {
                        seen.add(text(storage().read(path).orElseThrow()));
                    }
                    return number;
                });

        assertThat(contents).containsAll(seen);
    }

    @Test
    void shouldListWhatIsBelowAFolderAndNothingElse(TestInfo test) {
        String folder = folder(test);
        Instant before = Instant.now().minus(Duration.ofMinutes(1));
        storage().put(folder + "/a/x/1", utf8("1"));
        storage().put(folder + "/a/2", utf8("22"));
        storage().put(folder + "/ab/3", utf8("333"));

        List<Storage.StoredFile> files = storage().list(folder + "/a");

        assertThat(files)
                .extracting(Storage.StoredFile::path, Storage.StoredFile::bytes)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(folder + "/a/2", 2L),
                        org.assertj.core.groups.Tuple.tuple(folder + "/a/x/1", 1L));
        assertThat(files).allMatch(file -> file.modified().isAfter(before));
        assertThat(storage().list(folder + "/nothing")).isEmpty();
        assertThat(storage().read(folder + "/nothing")).isEmpty();
    }

    @Test
    void shouldKeepNamesAsTheyAre(TestInfo test) {
        List<String> names =
                List.of(
                        "ds=2026-11-01 10%3A00%3A00/p",
                        "name=a%2Fb/p", "name=ä+& 道/p", "name=__HIVE_DEFAULT_PARTITION__/p");
        for (String name : names) {
            storage().put(folder(test) + "/" + name, utf8(name));
            storage().copy(folder(test) + "/" + name, folder(test) + "/copies/" + name);
        }

        for (String name : names) {
            assertThat(storage().read(folder(test) + "/copies/" + name).map(StorageContract::text))
                    .contains(name);
        }
        assertThat(storage().list(folder(test) + "/copies"))
                .extracting(
                        file -> file.path().substring(folder(test).length() + "/copies/".length()))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void shouldCopyWhatStaysWhenTheFirstIsRemoved(TestInfo test) {
        storage().put(folder(test) + "/from", utf8("kept"));
        storage().copy(folder(test) + "/from", folder(test) + "/far/to");
        storage().delete(List.of(folder(test) + "/from"));

        assertThat(storage().read(folder(test) + "/far/to").map(StorageContract::text))
                .contains("kept");
        assertThatThrownBy(() -> storage().copy(folder(test) + "/none", folder(test) + "/other"))
                .isInstanceOf(HeddleException.class);
    }

    @Test
    void shouldRemoveManyFilesAndThoseThatAreGone(TestInfo test) {
        String folder = folder(test);
        List<String> paths =
                IntStream.range(0, 1_100).mapToObj(i -> folder + "/many/" + i).toList();
        InParallel.of(
                paths,
                path -> {
                    storage().put(path, utf8("x"));
                    return path;
                });
        storage().put(folder + "/other", utf8("stays"));
        assertThat(storage().list(folder + "/many")).hasSize(paths.size());

        storage().deleteFolder(folder + "/many");
        storage().delete(paths.subList(0, 3));

        assertThat(storage().list(folder))
                .extracting(Storage.StoredFile::path)
                .containsExactly(folder + "/other");
    }

    @Test
    void shouldWriteIntoFoldersThatOthersEmpty(TestInfo test) {
        String folder = folder(test) + "/deep/down";

        InParallel.of(
                IntStream.range(0, 8).boxed().toList(),
                thread -> {
                    for (int i = 0; i < 40; i++) {
                        String path = folder + "/" + thread;
                        assertThat(storage().create(path, utf8("x"))).isTrue();
                        storage().delete(List.of(path));
                        storage().put(path, utf8("x"));
                        storage().delete(List.of(path));
                    }
                    return thread;
                });

        assertThat(storage().list(folder)).isEmpty();
    }

    private String folder(TestInfo test) {
        return test.getTestMethod().orElseThrow().getName();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
