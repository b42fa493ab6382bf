package dev.heddle.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.platform.PlatformProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs on a standalone cluster: the same program, and a lost worker costs time and nothing else.
 */
class BatchClusterIT {
    private static final String TABLE = "cluster.doubled";

    /** Each takes the model two seconds. */
    private static final int SLOW_ROWS = 2;

    @TempDir private Path folder;

    @Test
    void shouldScoreOnAClusterThatLosesAWorkerInAnyPhase() throws Exception {
        try (SparkCluster cluster =
                        new SparkCluster(Files.createDirectory(folder.resolve("spark")), 2);
                PlatformProcess process = PlatformProcess.dev(folder)) {
            BatchPlatform platform = new BatchPlatform(process, folder.resolve(".heddle"));
            platform.registerDoubler("one");
            ScoredDays days = new ScoredDays(folder, TABLE);
            ObjectNode spec = BatchPlatform.scoring(1, days.input("slow.csv", SLOW_ROWS), TABLE);
            spec.put("engine", cluster.url());

            for (String phase : List.of("CHECKING", "PUBLISHING", "RUNNING")) {
                String job = platform.submit(spec);
                platform.awaitPhase(job, phase);
                if (phase.equals("RUNNING")) {
                    BatchPlatform.await("a worker scores", () -> cluster.busiest().isPresent());
                }
                cluster.killWorker(cluster.busiest().orElse(cluster.newest()));
                cluster.addWorker();

                JsonNode ended = platform.awaitEnd(job, "SUCCEEDED");
                assertThat(ended.path("result").path("rowsOut").asInt())
                        .as(phase)
                        .isEqualTo(ScoredDays.ROWS);
            }
            assertThat(days.publishedVersion(platform)).isEqualTo(1);
        }
    }
}
