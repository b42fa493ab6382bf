package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One model from its registration to a rollback, on the process as it is shipped. */
class ServedModelIT {
    @TempDir private Path folder;

    @Test
    void shouldServeWhatIsRegisteredAndGoBack() {
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            register(platform, "one", 1);
            platform.await("it is served", () -> status(platform) == 200);
            assertThat(predict(platform, "{\"value\": 21}").body()).isEqualTo("{\"doubled\":42.0}");
            assertThat(predict(platform, "[{\"value\": 1}, {\"value\": 2}]").body())
                    .isEqualTo("[{\"doubled\":2.0},{\"doubled\":4.0}]");
            assertThat(predict(platform, "{\"value\": \"x\"}").body())
                    .contains("INVALID_INPUT", "value");

            assertThat(platform.get("/models/doubler").headers().firstValue("Location"))
                    .hasValueSatisfying(
                            page -> assertThat(page).endsWith("/ui/models/doubler/versions/1"));
            assertThat(platform.get("/ui/models/doubler/versions/1").body())
                    .contains("<html", "value");
            assertThat(platform.get("/models/doubler/openapi.json").body())
                    .contains("/models/doubler/predict", "doubled");
            assertThat(platform.get("/metrics").body()).contains("heddle");

            assertThat(
                            platform.send(
                                            "PUT",
                                            "/api/v1/models/doubler/aliases/champion",
                                            "{\"version\": 1}")
                                    .statusCode())
                    .isEqualTo(200);
            register(platform, "two", 2);
            platform.await("2 is served", () -> serves(platform, "2"));
            assertThat(
                            platform.send("POST", "/api/v1/endpoints/doubler/rollback", "{}")
                                    .statusCode())
                    .isEqualTo(200);
            platform.await("1 is served again", () -> serves(platform, "1"));
            assertThat(platform.get("/api/v1/models/doubler/versions/champion").body())
                    .contains("\"version\":1");
        }
    }

    private static void register(PlatformProcess platform, String text, int version) {
        DoublerPackage doubler = new DoublerPackage(text);
        assertThat(doubler.upload(platform).statusCode()).isEqualTo(201);
        var answer = doubler.register(platform, "doubler");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body()).contains("\"version\":" + version);
    }

    private static boolean serves(PlatformProcess platform, String version) {
        return predict(platform, "{\"value\": 1}")
                .headers()
                .firstValue("X-Heddle-Version")
                .filter(found -> found.endsWith(version))
                .isPresent();
    }

    private static int status(PlatformProcess platform) {
        return predict(platform, "{\"value\": 1}").statusCode();
    }

    private static java.net.http.HttpResponse<String> predict(
            PlatformProcess platform, String body) {
        return platform.send("POST", "/models/doubler/predict", body);
    }
}
