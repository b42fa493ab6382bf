package dev.heddle.monitors.outcomes;

import dev.heddle.client.monitors.QualityReport.Figures;
import dev.heddle.monitors.MonitorsDatabase;
import dev.heddle.monitors.outcomes.Quality.Measure;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How well versions did lately, in one figure each, for those who judge them. */
@Singleton
public final class Qualities {
    /** Past this age nothing is said of a version's quality. */
    private static final Duration OLDEST = Duration.ofDays(60);

    private static final String LATEST =
            """
            select m.model, v.version, d.sums, extract(epoch from d.time)::bigint
            from outcome_version v
            join outcome_model m on m.id = v.model
            cross join lateral (
              select max(time) as day from quality q
              where q.version = v.id and q.segment = '' and q.grain = 'DAY'
                and q.time >= ?::timestamptz) newest
            join quality d on d.version = v.id and d.segment = '' and d.grain = 'DAY'
              and d.time >= newest.day - interval '1 day'
            where (m.model = ? and v.version = ?) or ?
            order by m.model, v.version, d.time
            """;

    private final MonitorsDatabase database;

    Qualities(MonitorsDatabase database) {
        this.database = database;
    }

    /** How well one version did; empty if no prediction of it has met its outcome for long. */
    public Optional<Quality> latest(String model, int version) {
        return latest(model, version, false).stream().findFirst();
    }

    /** How well every version did of which that can be said, sorted by model and version. */
    public List<Quality> latest() {
        return latest("", 0, true);
    }

    private List<Quality> latest(String model, int version, boolean isAll) {
        return database.onConnection(
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(LATEST)) {
                        statement.setString(
                                1, Grain.DAY.begin(Instant.now().minus(OLDEST)).toString());
                        statement.setString(2, model);
                        statement.setInt(3, version);
                        statement.setBoolean(4, isAll);
                        return read(statement);
                    }
                });
    }

    private record Key(String model, int version) {}

    private record Found(QualitySums sums, Instant from) {}

    private static List<Quality> read(PreparedStatement statement) throws SQLException {
        Map<Key, Found> found = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Instant day = Instant.ofEpochSecond(rows.getLong(4));
                found.computeIfAbsent(
                                new Key(rows.getString(1), rows.getInt(2)),
                                key -> new Found(new QualitySums(), day))
                        .sums()
                        .add(rows.getBytes(3));
            }
        }
        List<Quality> qualities = new ArrayList<>();
        found.forEach(
                (key, value) -> quality(key, value.sums(), value.from()).ifPresent(qualities::add));
        return qualities;
    }

    private static Optional<Quality> quality(Key key, QualitySums sums, Instant from) {
        Figures figures = sums.figures();
        Measure measure =
                sums.isClassed()
                        ? Measure.ACCURACY
                        : figures.meanAbsoluteError().isPresent()
                                ? Measure.MEAN_ABSOLUTE_ERROR
                                : Measure.AREA_UNDER_CURVE;
        Optional<Double> value =
                switch (measure) {
                    case ACCURACY -> figures.accuracy();
                    case AREA_UNDER_CURVE -> figures.auc();
                    case MEAN_ABSOLUTE_ERROR -> figures.meanAbsoluteError();
                };
        return value.map(
                number ->
                        new Quality(
                                key.model(), key.version(), measure, number, sums.rows(), from));
    }
}
