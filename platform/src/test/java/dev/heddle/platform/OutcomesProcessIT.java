package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.heddle.client.Heddle;
import dev.heddle.client.monitors.Outcome;
import dev.heddle.client.monitors.OutcomesReceipt;
import dev.heddle.client.monitors.QualityReport;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call is logged, what happened is told, and figures say how well both agree. */
class OutcomesProcessIT {
    private static final String QUALITY = "/api/v1/monitors/models/doubler/versions/1/quality";

    @TempDir private Path folder;

    @Test
    void shouldJoinCallsAndOutcomesOnTheProcessAsItIsShipped() throws IOException {
        Map<String, String> quick =
                Map.of(
                        "HEDDLE_SERVING_LOG_FILE_AGE", "PT0.5S",
                        "HEDDLE_MONITORS_LOG_INTERVAL", "PT0.2S");
        try (PlatformProcess platform =
                        PlatformProcess.run(folder, quick, "dev", "--port", "0").awaitReady();
                Heddle heddle = Heddle.connect(platform.url())) {
            DoublerPackage doubler = new DoublerPackage("one");
            doubler.upload(platform);
            doubler.register(platform, "doubler");
            platform.await("it is served", () -> predict(platform, "1").statusCode() == 200);
            assertThat(platform.get(QUALITY).body())
                    .contains("heddle endpoints set doubler --log 1", "\"joined\":0");
            platform.send("PATCH", "/api/v1/endpoints/doubler/settings", "{\"logShare\": 1}");
            platform.await("calls are logged", () -> isLogged(platform));

            String first = id(predict(platform, "{\"value\": 2}"));
            String second = id(predict(platform, "[{\"value\": 1}, {\"value\": 5}]"));
            OutcomesReceipt sent =
                    heddle.monitors()
                            .outcomes(
                                    "doubler",
                                    List.of(
                                            outcome(first, 0, 5),
                                            outcome(second, 1, 8),
                                            outcome("unknown", 0, 1)));

            assertThat(sent.received()).isEqualTo(3);
            platform.await("they meet", () -> quality(heddle).joined() == 2);
            QualityReport report = quality(heddle);
            assertThat(report.compared()).hasValue("doubled");
            assertThat(report.waiting()).isEqualTo(1);
            assertThat(report.outcomes()).isEqualTo(3);
            assertThat(report.predictions()).isGreaterThanOrEqualTo(3);
            assertThat(report.total().meanError()).hasValue(0.5);
            assertThat(report.total().meanAbsoluteError()).hasValue(1.5);
            assertThat(report.series()).hasSize(1);

            String lines =
                    "{\"requestId\": \"%s\", \"outcome\": 4}\n{\"requestId\": \"%s\", \"outcome\": 2}\n"
                            .formatted(first, second);
            HttpResponse<String> answer =
                    platform.send(
                            "POST",
                            "/models/doubler/outcomes",
                            lines,
                            "Content-Type",
                            "application/x-ndjson");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode receipt = new ObjectMapper().readTree(answer.body());
            assertThat(receipt.path("joined").asInt()).isEqualTo(2);
            assertThat(quality(heddle).total().meanError()).hasValue(2 / 3.0);
        }
    }

    @Test
    void shouldRefuseWhatIsNoOutcome() {
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            DoublerPackage doubler = new DoublerPackage("one");
            doubler.upload(platform);
            doubler.register(platform, "doubler");

            assertThat(send(platform, "doubler", "[{\"requestId\": \"a\", \"outcome\": \"x\"}]"))
                    .contains("\"status\":400", "[0].outcome", "a number");
            assertThat(send(platform, "doubler", "[{\"outcome\": 1}]"))
                    .contains("\"status\":400", "[0].requestId");
            assertThat(send(platform, "doubler", "[{")).contains("\"status\":400", "line 1");
            assertThat(send(platform, "nobody", "[]")).contains("MODEL_NOT_FOUND");
            assertThat(platform.get(QUALITY + "?window=tomorrow").statusCode()).isEqualTo(400);
            assertThat(platform.get(QUALITY + "?by=value").body())
                    .contains("heddle monitors set doubler --segment value");
            assertThat(
                            platform.get("/api/v1/monitors/models/doubler/versions/7/quality")
                                    .statusCode())
                    .isEqualTo(404);
        }
    }

    private static String send(PlatformProcess platform, String model, String body) {
        return platform.send("POST", "/models/" + model + "/outcomes", body).body();
    }

    private static QualityReport quality(Heddle heddle) {
        return heddle.monitors().quality("doubler", 1, Duration.ofDays(1), Optional.empty());
    }

    private static Outcome outcome(String id, int index, int value) {
        return new Outcome(id, index, IntNode.valueOf(value), Optional.empty());
    }

    private static boolean isLogged(PlatformProcess platform) {
        predict(platform, "{\"value\": 1}");
        return platform.get("/metrics")
                .body()
                .lines()
                .anyMatch(
                        line ->
                                line.startsWith("heddle_inference_log_written_total")
                                        && !line.endsWith(" 0.0"));
    }

    private static HttpResponse<String> predict(PlatformProcess platform, String body) {
        String record = body.startsWith("{") || body.startsWith("[") ? body : "{\"value\": 1}";
        return platform.send("POST", "/models/doubler/predict", record);
    }

    private static String id(HttpResponse<String> answer) {
        return answer.headers().firstValue("X-Request-Id").orElseThrow();
    }
}
