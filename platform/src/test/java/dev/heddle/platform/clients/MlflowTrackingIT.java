package dev.heddle.platform.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.platform.PlatformProcess;
import dev.heddle.testing.PythonEnvironment;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MLflow's own client, unchanged, against the process as it is shipped. */
@Tag("python")
class MlflowTrackingIT {
    private static final String NEWEST = "mlflow-requirements.txt";
    private static final String OF_RELEASE_2 = "mlflow2-requirements.txt";

    /** The heap is 512 MiB at most; a file in memory would be twice that. */
    private static final long MEMORY_BOUND_BYTES = 900L << 20;

    @TempDir private Path folder;

    @Test
    void shouldServeTheNewestClient() {
        check(NEWEST);
    }

    @Test
    void shouldServeTheClientOfRelease2() {
        check(OF_RELEASE_2);
    }

    private void check(String requirements) {
        PythonEnvironment python = PythonEnvironment.of(requirements);
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            String printed =
                    python.run(
                            "mlflow_tracking.py",
                            platform.url(),
                            folder.resolve("python"),
                            "--serves");

            assertThat(printed).contains(", 0 failed");
        }
    }

    @Test
    void shouldTakeALargeFileWithoutHoldingItInMemory() {
        PythonEnvironment python = PythonEnvironment.of(NEWEST);
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            String printed =
                    python.run(
                            "mlflow_tracking.py",
                            platform.url(),
                            folder.resolve("python"),
                            "large");

            assertThat(printed).contains("1 GiB went up and down, sha256 ");
            assertThat(platform.peakMemoryBytes()).isLessThan(MEMORY_BOUND_BYTES);
        }
    }

    @Test
    void shouldKeepRolesForClientsWithTokens() {
        PythonEnvironment newest = PythonEnvironment.of(NEWEST);
        PythonEnvironment ofRelease2 = PythonEnvironment.of(OF_RELEASE_2);
        String contributor = PlatformProcess.token(folder, "contributor");
        String viewer = PlatformProcess.token(folder, "viewer");
        String[] server = {"server", "--host", "127.0.0.1", "--port", "0"};
        try (PlatformProcess platform =
                PlatformProcess.run(folder, Map.of(), server).as(viewer).awaitReady()) {
            assertThat(newest.run("mlflow_access.py", platform.url(), contributor, viewer))
                    .contains("roles were kept");
            assertThat(ofRelease2.run("mlflow_access.py", platform.url(), contributor, viewer))
                    .contains("roles were kept");
        }
    }

    @Test
    void shouldAnswerAsMlflowsOwnServerDoes() {
        PythonEnvironment python = PythonEnvironment.of(NEWEST);
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            String printed =
                    python.run("mlflow_alike.py", platform.url(), folder.resolve("python"));

            assertThat(printed).contains(" 0 do not match");
        }
    }
}
