package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that only serves, beside one that keeps the registry. */
class RolesIT {
    @TempDir private Path folder;

    @Test
    void shouldServeWithoutADatabaseAndGoOnWithoutTheRegistry() throws IOException {
        String secret = PlatformProcess.token(folder, "contributor");
        Path other = Files.createDirectory(folder.resolve("other"));
        try (PlatformProcess registry =
                PlatformProcess.inRole(folder, "registry", secret, Map.of())) {
            DoublerPackage doubler = new DoublerPackage("roles");
            doubler.upload(registry);
            assertThat(doubler.register(registry, "doubler").statusCode()).isEqualTo(201);
            try (PlatformProcess serving =
                    PlatformProcess.beside(registry, other, "serving", secret, Map.of())) {
                serving.await("the model is served", () -> predict(serving) == 200);
                assertThat(other.resolve(".heddle/postgres")).doesNotExist();
                assertThat(serving.get("/api/v1/models").body())
                        .contains("the registry is at " + registry.url());
                assertThat(serving.as("heddle_wrong").get("/models/doubler").statusCode())
                        .isEqualTo(401);

                registry.kill();

                assertThat(predict(serving.as(secret))).isEqualTo(200);
                assertThat(serving.get("/readyz").statusCode()).isEqualTo(200);
            }
        }
    }

    private static int predict(PlatformProcess serving) {
        return serving.send("POST", "/models/doubler/predict", "{\"value\": 1}").statusCode();
    }
}
