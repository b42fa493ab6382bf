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

/** Whatever is killed, the engine too, workspaces are found again, and their homes are whole. */
@Tag("docker")
@Tag("alone")
class WorkspaceFaultsIT {
    private static final String LAB = WorkspacePlatform.unique("lab");

    @TempDir private Path folder;

    @Test
    void shouldFindItsWorkspacesAgainAfterItWasKilled() throws IOException {
        Path images = TinyImage.folder(folder);
        String port = "" + freePort();
        String container;
        try (WorkspacePlatform platform = dev(images, port)) {
            container = runningWithPage(platform);
            platform.process().kill();
        }
        try (WorkspacePlatform platform = dev(images, port)) {
            platform.await(LAB, Workspace.State.RUNNING);
            assertThat(platform.page(LAB, "").body()).isEqualTo("kept\n");
            assertThat(platform.container(LAB)).isEqualTo(container);
            assertThat(platform.heddle().workspaces().engine().orphans()).isEmpty();
            platform.delete(LAB);
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
            String container = runningWithPage(platform);

            Shell.docker("rm", "-f", container);

            platform.process()
                    .await(
                            "another container shows the page",
                            () ->
                                    !platform.container(LAB).isEmpty()
                                            && platform.page(LAB, "").statusCode() == 200);
            assertThat(platform.page(LAB, "").body()).isEqualTo("kept\n");
            platform.delete(LAB);
        }
    }

    @Test
    void shouldComeBackAfterItsMachineWasShutDown() throws IOException {
        Path images = TinyImage.folder(folder);
        String port = "" + freePort();
        String container;
        try (WorkspacePlatform platform = dev(images, port)) {
            container = runningWithPage(platform);
            platform.process().kill();
            // What a machine does to every container when it is shut down.
            Shell.docker("stop", container);
        }
        try (WorkspacePlatform platform = dev(images, port)) {
            platform.process()
                    .await(
                            "another container shows the page",
                            () -> platform.page(LAB, "").body().equals("kept\n"));
            assertThat(platform.container(LAB)).isNotEqualTo(container);
            assertThat(platform.workspace(LAB).state()).isEqualTo(Workspace.State.RUNNING);
            platform.delete(LAB);
        }
    }

    @Test
    void shouldGoOnWhenTheEngineWasKilledAndIsBack() throws IOException {
        Path images = TinyImage.folder(folder);
        try (WorkspacePlatform platform = dev(images, "" + freePort())) {
            platform.build(TinyImage.NAME);
            platform.running(LAB);
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
                assertThat(platform.page(LAB, "").statusCode()).isEqualTo(200);
                assertThat(platform.workspace(LAB).state()).isEqualTo(Workspace.State.RUNNING);
            } finally {
                Shell.engine("start");
            }
            assertThat(platform.exec(LAB, "echo", "back").output()).isEqualTo("back\n");
            platform.delete(LAB);
        }
    }

    /** Runs a workspace whose home is told from a fresh one; its container. */
    private static String runningWithPage(WorkspacePlatform platform) {
        platform.build(TinyImage.NAME);
        platform.running(LAB);
        platform.exec(LAB, "sh", "-c", "echo kept >www/index.html");
        return platform.container(LAB);
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
