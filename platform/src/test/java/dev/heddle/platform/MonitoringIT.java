package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.Baseline;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.Manifest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What processes see of their versions gets to the monitors, once. */
class MonitoringIT {
    private static final String DETAIL = "/api/v1/monitors/models/doubler/versions/1?window=PT1H";

    @TempDir private Path folder;

    @Test
    void shouldTellWhatAVersionDoesBesideItsBaseline() {
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            registerWithBaseline(platform);
            platform.await("the model is served", () -> predict(platform, 1) == 200);
            for (int i = 0; i < 499; i++) {
                assertThat(predict(platform, i % 100)).isEqualTo(200);
            }
            assertThat(platform.send("POST", "/models/doubler/predict", "{}").statusCode())
                    .isEqualTo(400);

            platform.await("all is told", () -> calls(platform) >= 501);

            JsonNode detail = detail(platform);
            assertThat(calls(platform)).isEqualTo(501);
            assertThat(detail.path("errors").path("INVALID_INPUT").asLong()).isEqualTo(1);
            assertThat(detail.path("baseline").path("origin").asText()).isEqualTo("TRAINING");
            assertThat(detail.path("baseline").path("rows").asLong()).isEqualTo(200);
            assertThat(detail.path("sources").get(0).path("name").asText()).isEqualTo("doubler");
            platform.await(
                    "its fields were looked at",
                    () ->
                            detail(platform)
                                    .path("fields")
                                    .findValuesAsText("field")
                                    .equals(List.of("input.value", "output.doubled")));
        }
    }

    @Test
    void shouldCountWhatAKilledProcessHasToldOnce() throws IOException {
        String secret = PlatformProcess.token(folder, "contributor");
        Path other = Files.createDirectory(folder.resolve("other"));
        try (PlatformProcess registry =
                PlatformProcess.inRole(folder, "registry", secret, Map.of())) {
            DoublerPackage doubler = new DoublerPackage("monitored");
            doubler.upload(registry);
            assertThat(doubler.register(registry, "doubler").statusCode()).isEqualTo(201);

            try (PlatformProcess first =
                    PlatformProcess.beside(registry, other, "serving", secret, Map.of())) {
                call(first, 100);
                registry.await("all is told", () -> calls(registry) >= 100);
                first.kill();
            }
            try (PlatformProcess second =
                    PlatformProcess.beside(registry, other, "serving", secret, Map.of())) {
                call(second, 50);
                second.terminate();
                assertThat(second.exitCode()).isIn(0, 143);
            }

            assertThat(calls(registry)).isEqualTo(150);
        }
    }

    /** Makes so many calls that are answered, the first as soon as one is. */
    private static void call(PlatformProcess serving, int count) {
        serving.await("the model is served", () -> predict(serving, 0) == 200);
        for (int i = 1; i < count; i++) {
            assertThat(predict(serving, i)).isEqualTo(200);
        }
    }

    private static int predict(PlatformProcess platform, int value) {
        return platform.send("POST", "/models/doubler/predict", "{\"value\": " + value + "}")
                .statusCode();
    }

    private static void registerWithBaseline(PlatformProcess platform) {
        DoublerPackage doubler = new DoublerPackage("monitored");
        doubler.upload(platform);
        StringBuilder csv = new StringBuilder("value\n");
        for (int i = 0; i < 200; i++) {
            csv.append(i % 100).append('\n');
        }
        byte[] baseline = csv.toString().getBytes(StandardCharsets.UTF_8);
        String sha256 = HexFormat.of().formatHex(Manifest.sha256().digest(baseline));
        platform.send(
                "PUT",
                "/api/v1/blobs/" + sha256,
                baseline,
                "Content-Type",
                "application/octet-stream");
        String file =
                "\"files\": [{\"path\": \"%s\", \"size\": %d, \"sha256\": \"%s\"}, "
                        .formatted(Baseline.CSV, baseline.length, sha256);
        HttpResponse<String> registered =
                platform.send(
                        "POST",
                        "/api/v1/models/doubler/versions",
                        doubler.request().replace("\"files\": [", file));
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
    }

    /** How many calls the monitors know of. */
    private static long calls(PlatformProcess platform) {
        long calls = 0;
        for (JsonNode source : detail(platform).path("sources")) {
            calls += source.path("calls").asLong();
        }
        return calls;
    }

    private static JsonNode detail(PlatformProcess platform) {
        try {
            return HeddleJson.mapper().readTree(platform.get(DETAIL).body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
