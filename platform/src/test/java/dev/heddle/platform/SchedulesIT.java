package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedules of the process as it is shipped, with real jobs on Spark. */
class SchedulesIT {
    private static final String SCHEDULES = "/api/v1/schedules/";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;

    @Test
    void shouldRunJobsOfAScheduleOneAtATime() throws IOException {
        Path input = Files.writeString(folder.resolve("in.csv"), "id,name\n1,ann\n2,bob\n");
        String plan =
                """
                {"cron": "0 3 1 1 *", "zone": "Europe/Berlin", "paused": true,
                 "job": {"kind": "WRITE", "input": "%s", "output": "growth.people"}}
                """
                        .formatted(input);
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            assertThat(platform.send("PUT", SCHEDULES + "people", plan).statusCode())
                    .isEqualTo(200);

            JsonNode job = read(platform.send("POST", SCHEDULES + "people/run", "{}"));

            assertThat(job.path("schedule").asText()).isEqualTo("people");
            HttpResponse<String> second = platform.send("POST", SCHEDULES + "people/run", "{}");
            assertThat(second.statusCode()).isEqualTo(409);
            assertThat(second.body()).contains("a job of schedule 'people' has not ended");
            String path = "/api/v1/jobs/" + job.path("id").asText();
            platform.await("Spark runs", () -> !state(platform, path).equals("STARTING"));
            platform.await("it has ended", () -> state(platform, path).equals("SUCCEEDED"));
            assertThat(platform.get(SCHEDULES + "people").body())
                    .contains("\"last\":{\"job\":\"" + job.path("id").asText());
            assertThat(platform.get("/api/v1/tables/growth.people").body()).contains("\"rows\":2");
        }
    }

    @Test
    void shouldKeepSchedulesOverARestart() throws IOException {
        String plan =
                """
                {"cron": "0 3 * * *", "job": {"kind": "WRITE", "input": "growth.a", "output": "growth.b"}}
                """;
        String kept;
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            kept = platform.send("PUT", SCHEDULES + "copy", plan).body();
            assertThat(kept).contains("\"catchUp\":\"LAST\"", "\"next\":\"");
            assertThat(platform.send("PUT", SCHEDULES + "copy", "").statusCode()).isEqualTo(400);
            assertThat(platform.send("PUT", SCHEDULES + "copy", "{\"cron\": \"@daily\"}").body())
                    .contains("the schedule says no job");
            assertThat(
                            platform.send(
                                            "PUT",
                                            SCHEDULES + "score",
                                            plan.replace(
                                                    "WRITE\"", "SCORE\", \"model\": \"churn\""))
                                    .body())
                    .contains("MODEL_NOT_FOUND");
            assertThat(platform.get(SCHEDULES + "score").statusCode()).isEqualTo(404);
        }
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            assertThat(platform.get(SCHEDULES + "copy").body()).isEqualTo(kept);
            assertThat(platform.send("PATCH", SCHEDULES + "copy", "{\"paused\": true}").body())
                    .contains("\"paused\":true")
                    .doesNotContain("\"next\"");
            assertThat(platform.send("DELETE", SCHEDULES + "copy", "").statusCode()).isEqualTo(204);
            assertThat(platform.get("/api/v1/schedules").body()).isEqualTo("{\"items\":[]}");
        }
    }

    /** The phase of a job that runs, the state of any other. */
    private static String state(PlatformProcess platform, String path) {
        JsonNode job = read(platform.get(path));
        JsonNode phase = job.path("progress").path("phase");
        assertThat(job.path("state").asText()).as(job.toString()).isNotEqualTo("FAILED");
        boolean begins = job.path("state").asText().equals("QUEUED") || phase.isMissingNode();
        boolean runs = job.path("state").asText().equals("RUNNING");
        return begins ? "STARTING" : runs ? phase.asText() : job.path("state").asText();
    }

    private static JsonNode read(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError(response.body(), e);
        }
    }
}
