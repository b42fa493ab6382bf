package dev.heddle.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class FolderTablesIT extends GuardedTablesContract {
    @BeforeAll
    static void start(@TempDir Path folder) {
        TestWarehouse warehouse = TestWarehouse.start(folder);
        start(warehouse, warehouse.root());
    }

    @Test
    void shouldPassOverWhatAKilledProcessWasWriting(TestInfo test) {
        TableName name = name(test);
        write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        String torn = name.folder() + "/_heddle/pins/.audit.4f1c";
        storage.put(torn, new byte[0]);
        tables.pin(name, "audit", 1);

        assertThat(tables.pins(name)).containsExactly(new Pin("audit", 1));
        tables.gc(name, new GcSettings(Duration.ZERO, 1, Duration.ZERO, false), job -> false);

        assertThat(storage.read(torn)).isEmpty();
        assertThat(tables.pins(name)).hasSize(1);
    }

    @Test
    void shouldPublishThousandsOfPartitions(TestInfo test) {
        TableName name = name(test);
        List<String> figures = new ArrayList<>();

        timed(figures, "added", () -> publishAll(name, WriteMode.OVERWRITE, days(2_000)));
        timed(figures, "switched", () -> publishAll(name, WriteMode.OVERWRITE, days(2_000)));
        timed(
                figures,
                "one more",
                () -> publishAll(name, WriteMode.OVERWRITE, Map.of("ds=x", PART)));

        System.out.println("2,000 partitions: " + String.join(", ", figures));
        assertThat(tables.current(name).orElseThrow().partitions()).hasSize(2_001);
    }

    @Test
    void shouldRemoveAndBringBackAThousandPartitions(TestInfo test) {
        TableName name = name(test);
        publishAll(name, WriteMode.OVERWRITE, days(1_000));
        List<String> figures = new ArrayList<>();

        timed(figures, "removed", () -> publishAll(name, WriteMode.REPLACE, days(1)));
        timed(figures, "brought back", () -> tables.rollback(name, 1, ME));

        System.out.println("1,000 partitions: " + String.join(", ", figures));
        assertThat(tables.current(name).orElseThrow().partitions()).hasSize(1_000);
    }

    private static Map<String, WrittenPartition> days(int count) {
        Map<String, WrittenPartition> days = new TreeMap<>();
        IntStream.range(0, count).forEach(i -> days.put("ds=%05d".formatted(i), PART));
        return days;
    }

    private static void timed(List<String> figures, String what, Runnable step) {
        long start = System.nanoTime();
        step.run();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        figures.add("%s in %.1f s".formatted(what, took.toMillis() / 1000.0));
        // A call for each of them would take as long on no machine that is alive.
        assertThat(took).as(what).isLessThan(Duration.ofMinutes(5));
    }

    private static void publishAll(
            TableName name, WriteMode mode, Map<String, WrittenPartition> written) {
        tables.publish(tables.begin(name, mode, BY_DAY, ME), written, Optional.empty());
    }
}
