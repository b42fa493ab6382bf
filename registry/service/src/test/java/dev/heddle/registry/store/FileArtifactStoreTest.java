package dev.heddle.registry.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.model.ErrorCode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileArtifactStoreTest extends ArtifactStoreContract {
    @TempDir private Path folder;

    @Override
    ArtifactStore open() {
        return new FileArtifactStore(folder);
    }

    @Test
    void shouldNoticeThatAFileWasChangedOnTheDisk() throws Exception {
        byte[] content = "as it was".getBytes(StandardCharsets.UTF_8);
        ArtifactStore store = open();
        store.put(hash(content), new ByteArrayInputStream(content), 100);
        Path file = folder.resolve(hash(content).substring(0, 2)).resolve(hash(content));
        Files.writeString(file, "as it is!");

        var error =
                failure(
                        () -> {
                            try (var stream = store.open(hash(content))) {
                                stream.readAllBytes();
                            }
                        });

        assertThat(error.code()).isEqualTo(ErrorCode.CORRUPT);
    }

    @Test
    void shouldRemoveUploadsThatBrokeOffLongAgo() throws Exception {
        Path incoming = Files.createDirectories(folder.resolve("incoming"));
        Path old = Files.writeString(incoming.resolve("old"), "half");
        Path fresh = Files.writeString(incoming.resolve("fresh"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        open().removeLeftovers();

        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
    }
}
