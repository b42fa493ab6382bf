package dev.heddle.platform.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.workspaces.Workspace;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is killed, workspaces are found again, and their homes are whole. */
@Tag("docker")
class WorkspaceFaultsIT {
    @TempDir private Path folder;

    @Test
    void shouldFindItsWorkspacesAgainAfterItWasKilled() throws IOException {
        Path images = TinyImage.folder(folder);
        String port = "" + freePort();
        String container;
        try (WorkspacePlatform platform = dev(images, port)) {
            platform.build(TinyImage.NAME);
            platform.running("lab");
            platform.exec("lab", "sh", "-c", "echo kept >www/index.html");
            container =
                    Shell.docker("ps", "-q", "--filter", "label=dev.heddle.workspace=local/lab");
            platform.process().kill();
        }
        try (WorkspacePlatform platform = dev(images, port)) {
            platform.await("lab", Workspace.State.RUNNING);
            assertThat(platform.page("lab", "").body()).isEqualTo("kept\n");
            assertThat(Shell.docker("ps", "-q", "--filter", "label=dev.heddle.workspace=local/lab"))
                    .isEqualTo(container);
            assertThat(platform.heddle().workspaces().engine().orphans()).isEmpty();
            platform.delete("lab");
        }
    }

    @Test
    void shouldDoWhatWasWantedWhenItWasKilledInTheMiddle() throws IOException {
        Path images = TinyImage.folder(folder);
        String port = "" + freePort();
        try (WorkspacePlatform platform = dev(images, port)) {
            platform.build(TinyImage.NAME);
            platform.running("goes");
            platform.heddle().workspaces().delete("goes", Optional.empty());
            platform.create("comes", TinyImage.NAME, 0.2, "32m");
            platform.process().kill();
        }
        try (WorkspacePlatform platform = dev(images, port)) {
            platform.await("comes", Workspace.State.RUNNING);
            platform.process()
                    .await(
                            "what was to go is gone",
                            () ->
                                    platform.heddle()
                                            .workspaces()
                                            .list(false)
                                            .noneMatch(each -> each.name().equals("goes")));
            assertThat(platform.heddle().workspaces().engine().orphans()).isEmpty();
            platform.delete("comes");
        }
    }

    @Test
    void shouldMakeAContainerAnewThatWasTakenAway() throws IOException {
        Path images = TinyImage.folder(folder);
        try (WorkspacePlatform platform = dev(images, "" + freePort())) {
            platform.build(TinyImage.NAME);
            platform.running("lab");
            platform.exec("lab", "sh", "-c", "echo kept >www/index.html");
            String container =
                    Shell.docker("ps", "-q", "--filter", "label=dev.heddle.workspace=local/lab");

            Shell.docker("rm", "-f", container);

            platform.process()
                    .await(
                            "another container shows the page",
                            () ->
                                    !Shell.docker(
                                                            "ps",
                                                            "-q",
                                                            "--filter",
                                                            "label=dev.heddle.workspace=local/lab")
                                                    .isEmpty()
                                            && platform.page("lab", "").statusCode() == 200);
            assertThat(platform.page("lab", "").body()).isEqualTo("kept\n");
            platform.delete("lab");
        }
    }

    @Test
    void shouldGoOnWhenTheEngineWasKilledAndIsBack() throws IOException {
        Path images = TinyImage.folder(folder);
        try (WorkspacePlatform platform = dev(images, "" + freePort())) {
            platform.build(TinyImage.NAME);
            platform.running("lab");
            Shell.engine("kill");
            try {
                platform.process()
                        .await(
                                "it says that the engine is away",
                                () ->
                                        platform.heddle()
                                                .workspaces()
                                                .engine()
                                                .problem()
                                                .filter(text -> text.contains("apt-get install"))
                                                .isPresent());
                // What runs is not the engine's process.
                assertThat(platform.page("lab", "").statusCode()).isEqualTo(200);
                assertThat(platform.workspace("lab").state()).isEqualTo(Workspace.State.RUNNING);
            } finally {
                Shell.engine("start");
            }
            assertThat(platform.exec("lab", "echo", "back").output()).isEqualTo("back\n");
            platform.delete("lab");
        }
    }

    private WorkspacePlatform dev(Path images, String port) {
        return WorkspacePlatform.dev(folder, images, Map.of(), "dev", "--port", port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
