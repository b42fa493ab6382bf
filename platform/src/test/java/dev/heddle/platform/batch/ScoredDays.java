package dev.heddle.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Two days of rows for {@code doubler}, and a look at the table that they are scored into. */
final class ScoredDays {
    /** How many rows there are. */
    static final int ROWS = 600;

    private static final int DAYS = 2;

    private final Path folder;
    private final String table;

    ScoredDays(Path folder, String table) {
        this.folder = folder;
        this.table = table;
    }

    /** Writes the rows, some of which the model takes two seconds for, as a file. */
    Path input(String name, int slow) throws IOException {
        StringBuilder lines = new StringBuilder("id,value,day\n");
        for (int id = 0; id < ROWS; id++) {
            int value = id < slow ? 2_000_000 + id : id;
            lines.append("%d,%d.5,2026-11-0%d%n".formatted(id, value, 1 + id % DAYS));
        }
        return Files.writeString(folder.resolve(name), lines);
    }

    /**
     * Reads all of the table as any engine does, and gives the one model version that wrote it.
     *
     * @throws AssertionError if a row is missing, stands twice, is wrong, or is of another version
     */
    long publishedVersion(BatchPlatform platform) throws Exception {
        PlainSpark spark = new PlainSpark(folder, platform.metastore(), Map.of());
        List<JsonNode> days =
                spark.query(
                                """
                                select day, count(*) as rows, count(distinct id) as ids,
                                       count_if(doubled = 2 * value) as right,
                                       min(model_version) as least, max(model_version) as most
                                from %s group by day order by day
                                """
                                        .formatted(table))
                        .get(0);
        assertThat(days).hasSize(DAYS);
        for (JsonNode day : days) {
            assertThat(day.path("rows").asInt()).as(day::toString).isEqualTo(ROWS / DAYS);
            assertThat(day.path("ids").asInt()).as(day::toString).isEqualTo(ROWS / DAYS);
            assertThat(day.path("right").asInt()).as(day::toString).isEqualTo(ROWS / DAYS);
            assertThat(day.path("least")).as(day::toString).isEqualTo(day.path("most"));
            assertThat(day.path("least")).as(day::toString).isEqualTo(days.get(0).path("least"));
        }
        return days.get(0).path("least").asLong();
    }
}
