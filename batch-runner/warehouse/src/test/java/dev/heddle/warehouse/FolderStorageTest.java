package dev.heddle.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStorageTest extends StorageContract {
    @TempDir static Path folder;

    @Override
    Storage storage() {
        return new FolderStorage(folder);
    }

    @Test
    void shouldStayInItsFolder() {
        assertThatThrownBy(() -> storage().read("../secret"))
                .hasMessageContaining("the path leaves the warehouse: ../secret");
    }

    @Test
    void shouldLeaveNoEmptyFolders() {
        storage().put("empty/a/b/c", new byte[1]);

        storage().delete(List.of("empty/a/b/c"));

        assertThat(Files.exists(folder.resolve("empty"))).isFalse();
    }
}
