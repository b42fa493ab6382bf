package dev.heddle.platform.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.workspaces.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A workspace in which nobody works is stopped, and says so before. */
@Tag("docker")
class IdleWorkspaceIT {
    private static final Duration IDLE = Duration.ofSeconds(12);
    private static final String LAB = WorkspacePlatform.unique("lab");
    private static final String SHELL = WorkspacePlatform.unique("shell");

    @TempDir private static Path folder;
    private static WorkspacePlatform platform;

    @BeforeAll
    static void start() {
        platform =
                WorkspacePlatform.tiny(
                        folder,
                        Map.of(
                                "HEDDLE_WORKSPACES_IDLE_AFTER",
                                IDLE.toString(),
                                "HEDDLE_WORKSPACES_IDLE_WARNING",
                                "PT6S"));
    }

    @AfterAll
    static void stop() {
        platform.clear();
    }

    @Test
    void shouldWarnAndThenStop() {
        platform.running(LAB);
        assertThat(platform.workspace(LAB).stopsAt()).isEmpty();
        Workspace warned =
                platform.await(LAB, "says when it stops", now -> now.stopsAt().isPresent());
        assertThat(warned.state()).isEqualTo(Workspace.State.RUNNING);
        assertThat(warned.stopsAt()).isEqualTo(warned.activeAt().map(at -> at.plus(IDLE)));

        Workspace kept = platform.heddle().workspaces().keep(LAB, Optional.empty());
        assertThat(kept.stopsAt()).isEmpty();
        Workspace again = platform.await(LAB, "says so again", now -> now.stopsAt().isPresent());
        assertThat(again.stopsAt().orElseThrow()).isAfter(warned.stopsAt().orElseThrow());

        Workspace stopped = platform.await(LAB, Workspace.State.STOPPED);
        assertThat(Instant.now()).isAfter(again.stopsAt().orElseThrow());
        assertThat(stopped.reason()).contains("nobody worked in it for 12 seconds");
        assertThat(stopped.stopsAt()).isEmpty();

        platform.heddle().workspaces().start(LAB, Optional.empty());
        assertThat(platform.await(LAB, Workspace.State.RUNNING).reason()).isEmpty();
        platform.delete(LAB);
    }

    @Test
    void shouldTakeWhatATerminalPrintsForWork() {
        Instant made = platform.running(SHELL).activeAt().orElseThrow();

        platform.exec(SHELL, "sh", "-c", "sleep 8; echo still here");

        Workspace now = platform.workspace(SHELL);
        assertThat(now.activeAt().orElseThrow()).isAfter(made.plusSeconds(7));
        assertThat(now.state()).isEqualTo(Workspace.State.RUNNING);
        platform.delete(SHELL);
    }
}
