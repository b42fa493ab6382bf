package dev.heddle.platform.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.platform.PlatformProcess;
import dev.heddle.testing.PythonEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ONNX project's own test data, case by case through {@code /v2} and gRPC. What each case came
 * to is told in {@code target/onnx-conformance.txt}.
 */
@Tag("python")
class ConformanceIT {
    /** As JSON, the data of one case is longer than the limit that a platform has by default. */
    private static final Map<String, String> LONG_BODIES =
            Map.of("HEDDLE_SERVING_MAX_BODY_BYTES", "67108864");

    @TempDir private Path folder;

    @Test
    void shouldAnswerEveryCaseAsTheRuntimeDoes() throws Exception {
        PythonEnvironment python = PythonEnvironment.of("requirements.txt");
        Path report = Path.of("target", "onnx-conformance.txt").toAbsolutePath();

        try (PlatformProcess platform =
                PlatformProcess.run(folder, LONG_BODIES, "dev", "--port", "0").awaitReady()) {
            python.run("conformance.py", platform.url(), platform.url().getAuthority(), report);
        }

        assertThat(Files.readAllLines(report).get(0)).contains(" passed ").endsWith(", 0 ours");
    }
}
