package dev.heddle.monitors.outcomes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes of a model's sums that are gathered and then written at once. For one transaction that
 * holds the model's lock.
 */
final class SumChanges {
    private static final String READ =
            """
            select k.number, q.sums
            from unnest(?, ?, ?, ?, ?::timestamptz[]) with ordinality
              as k(version, segment, value, grain, time, number)
            join quality q on q.version = k.version and q.segment = k.segment
              and q.value = k.value and q.grain = k.grain and q.time = k.time
            """;
    private static final String WRITE =
            """
            insert into quality (version, segment, value, grain, time, rows, sums)
            values (?, ?, ?, ?, ?::timestamptz, ?, ?)
            on conflict (version, segment, value, grain, time)
              do update set rows = excluded.rows, sums = excluded.sums
            """;
    private static final String DELETE =
            """
            delete from quality where version = ? and segment = ? and value = ? and grain = ?
              and time = ?::timestamptz
            """;

    private final Connection connection;
    private final Labels labels;
    private final Instant oldestHour;
    private final Map<Key, QualitySums> changes = new HashMap<>();

    /** What one row is about. */
    private record Key(int version, String segment, int value, Grain grain, Instant time) {}

    /** One day of one version. */
    record Day(int version, Instant begin) {}

    SumChanges(Connection connection, Labels labels, Instant now) {
        this.connection = connection;
        this.labels = labels;
        this.oldestHour = Grain.HOUR.begin(now.minus(Grain.HOURS_KEPT));
    }

    /**
     * Counts a prediction, or takes it away.
     *
     * @param sign 1 to count it, -1 to take it away as it was counted
     */
    void add(Prediction prediction, Comparison.Verdict verdict, int sign) throws SQLException {
        if (verdict.isEmpty()) {
            return;
        }
        int happened = 0;
        int predicted = 0;
        if (verdict.right().isPresent()) {
            happened = labels.number(Labels.CLASSES, verdict.happened());
            predicted = labels.number(Labels.CLASSES, verdict.predicted());
        }
        for (Grain grain : Grain.values()) {
            Instant time = grain.begin(prediction.time());
            if (grain == Grain.HOUR && time.isBefore(oldestHour)) {
                continue;
            }
            sums(new Key(prediction.version(), "", 0, grain, time))
                    .add(verdict, happened, predicted, sign);
            for (var segment : prediction.segments().properties()) {
                String field = segment.getKey();
                int value = labels.number(field, segment.getValue().asText());
                sums(new Key(prediction.version(), field, value, grain, time))
                        .add(verdict, happened, predicted, sign);
            }
        }
    }

    private QualitySums sums(Key key) {
        return changes.computeIfAbsent(key, k -> new QualitySums());
    }

    /** Writes the changes; the days whose sums have to be added up anew after that. */
    Set<Day> write() throws SQLException {
        Set<Day> blurred = new HashSet<>();
        List<Key> keys = new ArrayList<>(changes.keySet());
        Map<Key, QualitySums> present = read(keys);
        try (PreparedStatement write = connection.prepareStatement(WRITE);
                PreparedStatement delete = connection.prepareStatement(DELETE)) {
            for (Key key : keys) {
                QualitySums sums = changes.get(key);
                QualitySums before = present.get(key);
                if (before != null) {
                    sums.add(before);
                    if (sums.isBlurred(before)) {
                        blurred.add(new Day(key.version(), Grain.DAY.begin(key.time())));
                    }
                }
                PreparedStatement statement = sums.rows() > 0 ? write : delete;
                statement.setInt(1, key.version());
                statement.setString(2, key.segment());
                statement.setInt(3, key.value());
                statement.setString(4, key.grain().name());
                statement.setString(5, key.time().toString());
                if (sums.rows() > 0) {
                    statement.setLong(6, sums.rows());
                    statement.setBytes(7, sums.write());
                }
                statement.addBatch();
            }
            write.executeBatch();
            delete.executeBatch();
        }
        changes.clear();
        return blurred;
    }

    private Map<Key, QualitySums> read(List<Key> keys) throws SQLException {
        Map<Key, QualitySums> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setArray(1, array("int4", keys.stream().map(Key::version).toArray()));
            statement.setArray(2, array("text", keys.stream().map(Key::segment).toArray()));
            statement.setArray(3, array("int4", keys.stream().map(Key::value).toArray()));
            statement.setArray(
                    4, array("text", keys.stream().map(k -> k.grain().name()).toArray()));
            statement.setArray(
                    5, array("text", keys.stream().map(k -> k.time().toString()).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(
                            keys.get((int) rows.getLong(1) - 1),
                            QualitySums.read(rows.getBytes(2)));
                }
            }
        }
        return found;
    }

    private java.sql.Array array(String type, Object[] values) throws SQLException {
        return connection.createArrayOf(type, values);
    }
}
