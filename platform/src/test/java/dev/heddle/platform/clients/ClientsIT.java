package dev.heddle.platform.clients;

import dev.heddle.client.Heddle;
import dev.heddle.client.Registration;
import dev.heddle.platform.PlatformProcess;
import dev.heddle.testing.PythonEnvironment;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The field's own Python clients, unchanged, against the process as it is shipped. */
@Tag("python")
class ClientsIT {
    @TempDir private Path folder;

    @Test
    void shouldAnswerTheClientOfTriton() throws Exception {
        run("requirements.txt", "triton_client.py");
    }

    @Test
    void shouldAnswerTheClientOfKServe() throws Exception {
        run("kserve.txt", "kserve_client.py");
    }

    private void run(String requirements, String script) throws Exception {
        PythonEnvironment python = PythonEnvironment.of(requirements);
        try (PlatformProcess platform = PlatformProcess.dev(folder);
                Heddle heddle = Heddle.connect(platform.url())) {
            heddle.register(
                    Registration.function(
                            "function",
                            Weighted.class.getName(),
                            Weighted.jar(folder.resolve("function.jar"))));
            // Both protocols are spoken on one port.
            python.run(script, platform.url(), platform.url().getAuthority());
        }
    }
}
