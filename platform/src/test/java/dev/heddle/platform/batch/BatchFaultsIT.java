package dev.heddle.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.platform.PlatformProcess;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is killed, a table is as it was or as it was published, and the next run ends right. */
class BatchFaultsIT {
    private static final String TABLE = "faults.doubled";

    /** Each takes the model two seconds, so that there is time to kill what runs. */
    private static final int SLOW_ROWS = 4;

    @TempDir private Path folder;

    @Test
    void shouldNeverPublishHalfWhenTheDriverIsKilled() throws Exception {
        try (PlatformProcess process = PlatformProcess.dev(folder)) {
            BatchPlatform platform = new BatchPlatform(process, folder.resolve(".heddle"));
            ScoredDays days = new ScoredDays(folder, TABLE);
            platform.registerDoubler("one");
            platform.registerDoubler("two");
            String first =
                    platform.submit(BatchPlatform.scoring(1, days.input("first.csv", 0), TABLE));
            platform.awaitEnd(first, "SUCCEEDED");
            assertThat(days.publishedVersion(platform)).isEqualTo(1);

            Path slow = days.input("slow.csv", SLOW_ROWS);
            String killed = "";
            for (String phase : List.of("STARTING", "CHECKING", "RUNNING", "PUBLISHING")) {
                killed = platform.submit(BatchPlatform.scoring(2, slow, TABLE));
                if (phase.equals("RUNNING")) {
                    BatchPlatform.await("a write has begun", this::isWritten);
                }
                platform.killDriver(killed, phase);
                JsonNode ended = platform.awaitEnd(killed);
                if (!phase.equals("PUBLISHING")) {
                    assertThat(ended.path("state").asText()).as(phase).isEqualTo("FAILED");
                    assertThat(ended.path("result").path("error").path("message").asText())
                            .as(phase)
                            .contains("ended");
                }
                if (phase.equals("RUNNING")) {
                    assertThat(days.publishedVersion(platform)).as("as before").isEqualTo(1);
                }
            }
            assertThat(days.publishedVersion(platform)).isIn(1L, 2L);

            String again = platform.rerun(killed);
            platform.awaitEnd(again, "SUCCEEDED");
            assertThat(days.publishedVersion(platform)).isEqualTo(2);
            assertThat(platform.collect(TABLE).path("leavings")).isNotEmpty();
            assertThat(isWritten()).as("nothing is left of the killed jobs").isFalse();
            assertThat(platform.collect(TABLE).path("leavings")).isEmpty();
            assertThat(days.publishedVersion(platform)).isEqualTo(2);
        }
    }

    /**
     * Whether a write is going on, or was left by who died. A file that is not whole yet is none:
     * who is killed right then leaves it to a collection after the grace time.
     */
    private boolean isWritten() {
        String[] writes =
                folder.resolve(".heddle/warehouse/faults.db/doubled/_heddle/writes")
                        .toFile()
                        .list((parent, name) -> !name.startsWith("."));
        return writes != null && writes.length > 0;
    }

    @Test
    void shouldLetAJobRunOnWhileThePlatformIsAway() throws Exception {
        ScoredDays days = new ScoredDays(folder, TABLE);
        Path slow = days.input("slow.csv", SLOW_ROWS);
        String running;
        try (PlatformProcess process = PlatformProcess.dev(folder)) {
            BatchPlatform platform = new BatchPlatform(process, folder.resolve(".heddle"));
            platform.registerDoubler("one");
            running = platform.submit(BatchPlatform.scoring(1, slow, TABLE));
            platform.awaitPhase(running, "RUNNING");
            process.kill();
        }
        try (PlatformProcess process = PlatformProcess.dev(folder)) {
            BatchPlatform platform = new BatchPlatform(process, folder.resolve(".heddle"));
            platform.awaitEnd(running, "SUCCEEDED");
            assertThat(days.publishedVersion(platform)).isEqualTo(1);
        }
    }

    @Test
    void shouldGoOnWhenTheMetastoreDiesWhileAJobRuns() throws Exception {
        try (PlatformProcess process = PlatformProcess.dev(folder)) {
            BatchPlatform platform = new BatchPlatform(process, folder.resolve(".heddle"));
            ScoredDays days = new ScoredDays(folder, TABLE);
            platform.registerDoubler("one");
            Path slow = days.input("slow.csv", SLOW_ROWS);
            String job = platform.submit(BatchPlatform.scoring(1, slow, TABLE));
            platform.awaitPhase(job, "RUNNING");

            ProcessHandle metastore = metastore(process);
            metastore.destroyForcibly();
            metastore.onExit().join();

            platform.awaitEnd(job, "SUCCEEDED");
            assertThat(days.publishedVersion(platform)).isEqualTo(1);
        }
    }

    /** The platform's first child that runs Java; jobs begin later. */
    private static ProcessHandle metastore(PlatformProcess platform) {
        return ProcessHandle.of(platform.pid())
                .orElseThrow()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .min(Comparator.comparing(child -> child.info().startInstant().orElseThrow()))
                .orElseThrow();
    }
}
