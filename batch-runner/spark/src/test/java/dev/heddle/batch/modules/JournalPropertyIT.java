package dev.heddle.batch.modules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hundreds of keys with random histories, which arrive in any order and more than once. */
class JournalPropertyIT {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final int KEYS = 60;
    private static final int TIMES = 5;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldSayWhatEachSnapshotSaidWhateverTheirOrder(long seed) {
        Random random = new Random(seed);
        List<Map<Integer, String>> snapshots = new ArrayList<>();
        for (int time = 0; time < TIMES; time++) {
            Map<Integer, String> snapshot = new TreeMap<>();
            // One key that changes each time; a snapshot that changes nothing leaves no trace.
            snapshot.put(-1, "time " + time);
            for (int key = 0; key < KEYS; key++) {
                if (random.nextInt(4) > 0) {
                    snapshot.put(key, random.nextBoolean() ? "A" : "B");
                }
            }
            snapshots.add(snapshot);
        }
        TestTarget target = new TestTarget(folder);
        String yaml = "modules: [{journal: {keys: [id], effective: at}}]";

        for (int time : shuffledTwice(random)) {
            List<Object[]> rows = new ArrayList<>();
            snapshots
                    .get(time)
                    .forEach((key, state) -> rows.add(new Object[] {key, state, at(time)}));
            target.write(yaml, rows(rows, "id int, state string, at timestamp"));
        }

        List<Segment> journal = segments(target);
        assertSound(journal);
        for (int time = 0; time < TIMES; time++) {
            assertThat(asOf(journal, START.plus(time, ChronoUnit.HOURS)))
                    .isEqualTo(snapshots.get(time));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void shouldEndAlikeInWhateverOrderChangesCome(long seed) {
        Random random = new Random(seed);
        String yaml =
                "modules: [{journal: {keys: [id], input: changes, effective: at, delete-when: state is"
                        + " null, tracked: [state]}}]";
        String columns = "id int, state string, at timestamp";
        List<Object[]> events = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            for (int time = 0; time < TIMES; time++) {
                if (random.nextBoolean()) {
                    // No state comes twice, as what is repeated leaves no trace.
                    events.add(
                            new Object[] {
                                key, random.nextInt(4) == 0 ? null : "s" + time, at(time)
                            });
                }
            }
        }
        TestTarget once = new TestTarget(folder.resolve("once"));
        TestTarget shuffled = new TestTarget(folder.resolve("shuffled"));

        once.write(yaml, rows(events, columns));
        Collections.shuffle(events, random);
        int quarter = events.size() / 4;
        for (int i = 0; i < 4; i++) {
            List<Object[]> part = new ArrayList<>(events.subList(i * quarter, (i + 1) * quarter));
            part.addAll(events.subList(0, random.nextInt(quarter)));
            shuffled.write(yaml, rows(part, columns));
        }
        shuffled.write(yaml, rows(events.subList(2 * quarter, events.size()), columns));

        assertSound(segments(shuffled));
        assertThat(segments(shuffled)).containsExactlyInAnyOrderElementsOf(segments(once));
    }

    private static List<Integer> shuffledTwice(Random random) {
        List<Integer> times = new ArrayList<>();
        for (int time = 0; time < TIMES; time++) {
            times.add(time);
        }
        Collections.shuffle(times, random);
        times.add(times.get(0));
        times.add(times.get(2));
        return times;
    }

    private static Dataset<Row> rows(List<Object[]> rows, String columns) {
        return TestSpark.rows(columns, rows.toArray(Object[][]::new));
    }

    private static Timestamp at(int time) {
        return Timestamp.from(START.plus(time, ChronoUnit.HOURS));
    }

    private record Segment(int key, String state, Instant from, Instant to) {}

    private static List<Segment> segments(TestTarget target) {
        return target.current().orElseThrow().orderBy("id", "valid_from").collectAsList().stream()
                .map(
                        row ->
                                new Segment(
                                        row.getInt(0),
                                        row.getString(1),
                                        row.getTimestamp(2).toInstant(),
                                        row.isNullAt(3) ? null : row.getTimestamp(3).toInstant()))
                .toList();
    }

    /**
     * Rows of a key do not overlap, and what follows at once on another differs from it. A deletion
     * of what was not there is a row of no length.
     */
    private static void assertSound(List<Segment> journal) {
        for (int i = 0; i < journal.size(); i++) {
            Segment segment = journal.get(i);
            if (segment.state() == null) {
                assertThat(segment.to()).isEqualTo(segment.from());
            } else if (segment.to() != null) {
                assertThat(segment.from()).isBefore(segment.to());
            }
            if (i > 0 && journal.get(i - 1).key() == segment.key()) {
                Segment before = journal.get(i - 1);
                assertThat(before.to()).isNotNull().isBeforeOrEqualTo(segment.from());
                assertThat(
                                before.to().equals(segment.from())
                                        && Objects.equals(before.state(), segment.state()))
                        .isFalse();
            }
        }
    }

    private static Map<Integer, String> asOf(List<Segment> journal, Instant time) {
        return journal.stream()
                .filter(segment -> !segment.from().isAfter(time))
                .filter(segment -> segment.to() == null || segment.to().isAfter(time))
                .collect(
                        Collectors.toMap(
                                Segment::key, Segment::state, (one, other) -> one, TreeMap::new));
    }
}
