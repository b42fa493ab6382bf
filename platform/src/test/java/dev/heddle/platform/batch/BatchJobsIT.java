package dev.heddle.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.platform.PlatformProcess;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs from their request to their end, on the process as it is shipped. */
class BatchJobsIT {
    private static final String TABLE = "jobs.doubled";
    private static final int SLOW_ROWS = 30;

    @TempDir private Path folder;

    @Test
    void shouldCancelWhatRunsAndWhatWaitsAndStopWhatTakesTooLong() throws Exception {
        ScoredDays days = new ScoredDays(folder, TABLE);
        Path slow = days.input("slow.csv", SLOW_ROWS);
        try (PlatformProcess process =
                PlatformProcess.run(
                                folder,
                                Map.of("HEDDLE_BATCH_MAX_RUNNING", "1"),
                                "dev",
                                "--port",
                                "0")
                        .awaitReady()) {
            BatchPlatform platform = new BatchPlatform(process, folder.resolve(".heddle"));
            platform.registerDoubler("one");
            String running = platform.submit(BatchPlatform.scoring(1, slow, TABLE));
            String waiting = platform.submit(BatchPlatform.scoring(1, slow, TABLE));

            assertThat(platform.cancel(waiting).path("state").asText()).isEqualTo("CANCELLED");
            platform.awaitPhase(running, "RUNNING");
            assertThat(platform.cancel(running).path("state").asText())
                    .isIn("CANCELLING", "CANCELLED");
            JsonNode cancelled = platform.awaitEnd(running, "CANCELLED");
            assertThat(cancelled.path("result").path("published")).isEmpty();
            assertThat(platform.cancel(running).path("state").asText()).isEqualTo("CANCELLED");

            ObjectNode limited = BatchPlatform.scoring(1, slow, TABLE);
            limited.put("deadline", "PT1S");
            JsonNode stopped = platform.awaitEnd(platform.submit(limited), "FAILED");
            assertThat(stopped.path("result").path("error").path("code").asText())
                    .isEqualTo("DEADLINE_EXCEEDED");
            ObjectNode wrong = BatchPlatform.scoring(1, slow, TABLE);
            wrong.put("where", "absent > 1").put("retries", 3);
            JsonNode refused = platform.awaitEnd(platform.submit(wrong), "FAILED");
            assertThat(refused.path("attempt").asInt())
                    .as("what stays wrong is not tried again")
                    .isOne();
            assertThat(refused.path("result").path("error").path("message").asText())
                    .contains("absent");
            assertThat(process.get("/api/v1/tables/" + TABLE).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void shouldSayWhyAJobCannotBe() throws Exception {
        Path input = new ScoredDays(folder, TABLE).input("rows.csv", 0);
        try (PlatformProcess process =
                PlatformProcess.run(
                                folder, Map.of("HEDDLE_BATCH_MEMORY", "1x"), "dev", "--port", "0")
                        .awaitReady()) {
            BatchPlatform platform = new BatchPlatform(process, folder.resolve(".heddle"));
            ObjectNode unknown = BatchPlatform.scoring(1, input, TABLE);
            assertThat(process.send("POST", "/api/v1/jobs", unknown.toString()).body())
                    .contains("MODEL_NOT_FOUND");
            platform.registerDoubler("one");
            ObjectNode incomplete = BatchPlatform.scoring(1, input, TABLE);
            incomplete.remove("input");
            incomplete.remove("output");
            assertThat(process.send("POST", "/api/v1/jobs", incomplete.toString()).body())
                    .contains("INVALID_REQUEST", "a job of kind SCORE needs input, output");
            assertThat(process.send("POST", "/api/v1/jobs", "{\"kind\": \"SCARE\"}").statusCode())
                    .isEqualTo(400);
            assertThat(process.get("/api/v1/jobs/absent").statusCode()).isEqualTo(404);
            assertThat(process.get("/api/v1/jobs?pageToken=absent").body())
                    .contains("INVALID_REQUEST", "pageToken is 'absent'");
            ObjectNode misled = BatchPlatform.scoring(1, input, TABLE);
            misled.put("engine", "mesos://host");
            assertThat(process.send("POST", "/api/v1/jobs", misled.toString()).body())
                    .contains("INVALID_REQUEST", "engine is 'mesos://host', expected local,");
            ObjectNode late = BatchPlatform.scoring(1, input, TABLE);
            late.put("deadline", "-PT1S");
            assertThat(process.send("POST", "/api/v1/jobs", late.toString()).body())
                    .contains("INVALID_REQUEST", "deadline is longer than nothing, got PT-1S");

            String broken = platform.submit(BatchPlatform.scoring(1, input, TABLE));
            JsonNode failed = platform.awaitEnd(broken, "FAILED");

            assertThat(failed.path("result").path("error").path("message").asText())
                    .contains("ended without a result", "Invalid maximum heap size");
            assertThat(platform.get("/api/v1/jobs/" + broken + "/logs").path("text").asText())
                    .contains("-Xmx1x");
            assertThat(platform.get("/api/v1/jobs?state=failed").path("items")).hasSize(1);
        }
    }
}
