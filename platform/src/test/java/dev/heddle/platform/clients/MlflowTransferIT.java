package dev.heddle.platform.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.platform.PlatformProcess;
import dev.heddle.testing.PythonEnvironment;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a server of MLflow has moves into a platform, and out of it into another server of MLflow,
 * and is the same there to MLflow's own client.
 */
@Tag("python")
class MlflowTransferIT {
    private static final Path COMMAND = Path.of("").toAbsolutePath().resolveSibling("heddle");

    @TempDir private Path folder;

    @Test
    void shouldMoveEverythingInAndOut() {
        PythonEnvironment python = PythonEnvironment.of("mlflow-requirements.txt");

        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            String printed =
                    python.run(
                            "mlflow_transfer.py",
                            "check",
                            platform.url(),
                            folder.resolve("servers"),
                            COMMAND);

            assertThat(printed).contains("runs were whole when the import was killed");
        }
    }
}
