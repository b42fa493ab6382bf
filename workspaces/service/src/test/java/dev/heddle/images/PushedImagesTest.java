package dev.heddle.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.workspaces.WorkspaceImage;
import dev.heddle.compute.ContainersConfig;
import dev.heddle.compute.TestEcsConfig;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushedImagesTest {
    private final ContainersConfig config =
            TestEcsConfig.with(Map.of("ecs.images.base.uri", "acme.example/base:7"));
    private final PushedImages images = new PushedImages(config, null);

    @Test
    void shouldListThemAsBuilt() {
        assertThat(images.areUsed()).isTrue();
        assertThat(images.list())
                .containsExactly(
                        built("base", "acme.example/base:7", "none", ""),
                        built("notebook", "acme.example/notebook:1", "jupyter", "JupyterLab"));
        assertThat(images.find("notebook").reference()).isEqualTo("acme.example/notebook:1");
    }

    private static WorkspaceImage built(String name, String uri, String application, String holds) {
        return new WorkspaceImage(
                name,
                uri,
                WorkspaceImage.State.BUILT,
                Optional.of(uri),
                application,
                holds,
                0,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void shouldNameThoseThatThereAre() {
        assertThatThrownBy(() -> images.find("r"))
                .isInstanceOf(HeddleException.class)
                .hasMessage(
                        "there is no image 'r'; heddle.containers.ecs.images has [base, notebook]");
    }

    @Test
    void shouldNotBeUsedWhereImagesAreBuilt() {
        ContainersConfig docker = TestEcsConfig.with(Map.of("engine", "docker"));

        assertThat(new PushedImages(docker, null).areUsed()).isFalse();
    }

    @Test
    void shouldKeepItsNameBesideAFolderOfThatName(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("notebook"));
        Files.writeString(folder.resolve("notebook/Dockerfile"), "FROM scratch\n");
        Map<String, String> folders = Map.of("images", folder.toString());

        assertThat(new ImageFolders(TestEcsConfig.with(folders)).reference("notebook"))
                .isEqualTo("notebook");
        assertThat(
                        new ImageFolders(
                                        TestEcsConfig.with(
                                                Map.of(
                                                        "images",
                                                        folder.toString(),
                                                        "engine",
                                                        "docker")))
                                .reference("notebook"))
                .isEqualTo("heddle/workspace-notebook:latest");
    }
}
