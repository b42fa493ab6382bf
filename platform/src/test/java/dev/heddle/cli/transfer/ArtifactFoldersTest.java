package dev.heddle.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactFoldersTest {
    private final ArtifactFolders folders =
            new ArtifactFolders(
                    Optional.of(Path.of("/srv/served")), List.of(Path.of("/srv/project")));

    @ParameterizedTest
    @CsvSource({
        "mlflow-artifacts:/1/r/artifacts, /srv/served/1/r/artifacts",
        "mlflow-artifacts://host:5000/1/r/artifacts, /srv/served/1/r/artifacts",
        "/srv/project/mlruns/1/r/artifacts, /srv/project/mlruns/1/r/artifacts",
        "file:///srv/project/my%20runs/1, /srv/project/my runs/1",
        "file:/srv/project/my runs/1, /srv/project/my runs/1"
    })
    void shouldFindFiles(String address, Path folder) {
        assertThat(folders.at(address)).isEqualTo(new LocalFiles(folder));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlflow-artifacts:/../../etc",
                "/etc",
                "file:///etc",
                "/srv/project/../../etc",
                "/srv/project2/x",
                "s3://bucket/1/r/artifacts",
                "dbfs:/1",
                ""
            })
    void shouldReadNothingElsewhere(String address) {
        assertThat(folders.at(address)).isInstanceOf(UnreachableFiles.class);
    }

    @Test
    void shouldSayWhatIsMissing() {
        ArtifactFolders none = new ArtifactFolders(Optional.empty(), List.of());

        assertThat(((UnreachableFiles) none.at("mlflow-artifacts:/1")).reason())
                .contains("--artifacts");
    }
}
