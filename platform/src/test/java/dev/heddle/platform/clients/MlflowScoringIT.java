package dev.heddle.platform.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.platform.PlatformProcess;
import dev.heddle.testing.PythonEnvironment;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MLflow's own scoring server and client, and a running platform, side by side. */
@Tag("python")
class MlflowScoringIT {
    private static final Map<String, String> AT_THE_ROOT =
            Map.of("HEDDLE_SERVING_INVOCATIONS_ENDPOINT", "line");

    @TempDir private Path folder;

    @Test
    void shouldAnswerAsMlflowDoes() {
        PythonEnvironment python = PythonEnvironment.of("mlflow-requirements.txt");

        try (PlatformProcess platform =
                PlatformProcess.run(folder, AT_THE_ROOT, "dev", "--port", "0").awaitReady()) {
            String printed =
                    python.run("mlflow_scoring.py", platform.url(), folder.resolve("models"));

            assertThat(printed).contains("requests were answered alike");
        }
    }
}
