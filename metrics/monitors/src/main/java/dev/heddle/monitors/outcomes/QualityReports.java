package dev.heddle.monitors.outcomes;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.monitors.QualityReport;
import dev.heddle.client.monitors.QualityReport.Point;
import dev.heddle.client.monitors.QualityReport.Segment;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.monitors.MonitorsDatabase;
import dev.heddle.monitors.outcomes.Comparison.NotComparable;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How well a version's predictions met what happened, made from sums alone. */
@Singleton
final class QualityReports {
    /** The longest time that is told of. */
    static final Duration LONGEST = Duration.ofDays(400);

    private static final int MOST_SEGMENTS = 20;

    private final MonitorsDatabase database;
    private final ServingRegistry registry;
    private final MonitorPolicies policies;
    private final Outcomes outcomes;

    QualityReports(
            MonitorsDatabase database,
            ServingRegistry registry,
            MonitorPolicies policies,
            Outcomes outcomes) {
        this.database = database;
        this.registry = registry;
        this.policies = policies;
        this.outcomes = outcomes;
    }

    /**
     * The report of the time that has just passed.
     *
     * @param by an input by whose values figures are told, too
     * @throws HeddleException with {@code MODEL_NOT_FOUND} or {@code VERSION_NOT_FOUND}; with
     *     {@code INVALID_REQUEST} if the input is no segment
     */
    QualityReport report(
            String model, int version, Duration window, Optional<String> by, Instant now) {
        ModelVersion described = registry.version(model, String.valueOf(version));
        List<String> segments = policies.policy(described.model()).segments();
        Grain grain = Grain.of(window, by.isPresent());
        Query query = new Query(grain, grain.begin(now.minus(window)), by, segments);
        QualityReport report =
                database.onConnection(
                        connection -> {
                            Optional<KnownModel> known =
                                    KnownModel.find(connection, described.model());
                            return new Reading(connection, described, known, query).report();
                        });
        return report.predictions() > 0 && report.waiting() == 0
                ? report
                : withHint(report, outcomes.hint(described.model()));
    }

    private static QualityReport withHint(QualityReport report, String hint) {
        return new QualityReport(
                report.model(),
                report.version(),
                report.compared(),
                report.score(),
                report.segmentInputs(),
                report.outcomes(),
                report.waiting(),
                report.predictions(),
                report.joined(),
                Optional.of(hint),
                report.total(),
                report.series(),
                report.segments(),
                report.calibration(),
                report.confusion());
    }

    /** What is asked for. */
    private record Query(Grain grain, Instant from, Optional<String> by, List<String> segments) {}

    /** One report on its way out of the database. */
    private record Reading(
            Connection connection, ModelVersion version, Optional<KnownModel> model, Query query) {
        QualityReport report() throws SQLException {
            QualitySums total = new QualitySums();
            List<Point> series = new ArrayList<>();
            Optional<Integer> row = model.flatMap(known -> known.row(version.version()));
            if (row.isPresent()) {
                readTotal(row.get(), total, series);
            }
            Labels labels = model.isPresent() ? Labels.read(connection, model.get().id()) : null;
            Optional<Comparison> comparison = comparison(row);
            long[] came = came();
            return new QualityReport(
                    version.model(),
                    version.version(),
                    comparison.flatMap(Comparison::output),
                    comparison.flatMap(Comparison::score),
                    query.segments(),
                    came[0],
                    came[0] - came[1],
                    row.isPresent() ? predictions(row.get()) : 0,
                    total.rows(),
                    Optional.empty(),
                    total.figures(),
                    series,
                    query.by().isPresent() ? segments(row, labels) : List.of(),
                    total.calibration(),
                    total.isClassed() ? total.confusion(labels.names(Labels.CLASSES)) : Map.of());
        }

        private void readTotal(int row, QualitySums total, List<Point> series) throws SQLException {
            String sql =
                    """
                    select extract(epoch from time)::bigint, sums from quality
                    where version = ? and segment = '' and value = 0 and grain = ?
                      and time >= ?::timestamptz
                    order by time
                    """;
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setInt(1, row);
                statement.setString(2, query.grain().name());
                statement.setString(3, query.from().toString());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        QualitySums sums = QualitySums.read(rows.getBytes(2));
                        total.add(sums);
                        series.add(
                                new Point(Instant.ofEpochSecond(rows.getLong(1)), sums.figures()));
                    }
                }
            }
        }

        private List<Segment> segments(Optional<Integer> row, Labels labels) throws SQLException {
            String field = query.by().get();
            Map<Integer, String> names = labels == null ? Map.of() : labels.names(field);
            if (names.isEmpty() && !query.segments().contains(field)) {
                throw new HeddleException(
                        ErrorCode.INVALID_REQUEST,
                        "%s is no segment of %s: heddle monitors set %s --segment %s, and what is logged"
                                        .formatted(field, version.model(), version.model(), field)
                                + " from then on is counted by it");
            }
            Map<Integer, QualitySums> byValue = new HashMap<>();
            if (row.isPresent()) {
                read(row.get(), field, byValue);
            }
            QualitySums rest = new QualitySums();
            Optional.ofNullable(byValue.remove(Labels.REST_NUMBER)).ifPresent(rest::add);
            List<Map.Entry<Integer, QualitySums>> largest =
                    byValue.entrySet().stream()
                            .sorted(
                                    Comparator.comparingLong(
                                                    (Map.Entry<Integer, QualitySums> entry) ->
                                                            -entry.getValue().rows())
                                            .thenComparing(Map.Entry::getKey))
                            .toList();
            List<Segment> segments = new ArrayList<>();
            for (Map.Entry<Integer, QualitySums> entry : largest) {
                if (segments.size() < MOST_SEGMENTS) {
                    segments.add(
                            new Segment(
                                    names.getOrDefault(entry.getKey(), Labels.REST),
                                    false,
                                    entry.getValue().figures()));
                } else {
                    rest.add(entry.getValue());
                }
            }
            if (rest.rows() > 0) {
                segments.add(new Segment(Labels.REST, true, rest.figures()));
            }
            return segments;
        }

        private void read(int row, String field, Map<Integer, QualitySums> byValue)
                throws SQLException {
            String sql =
                    """
                    select value, sums from quality
                    where version = ? and segment = ? and grain = ? and time >= ?::timestamptz
                    """;
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setInt(1, row);
                statement.setString(2, field);
                statement.setString(3, query.grain().name());
                statement.setString(4, query.from().toString());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        byValue.computeIfAbsent(rows.getInt(1), value -> new QualitySums())
                                .add(rows.getBytes(2));
                    }
                }
            }
        }

        /** What outcomes of the model's are compared with, by the type of any that came. */
        private Optional<Comparison> comparison(Optional<Integer> row) throws SQLException {
            if (row.isEmpty()) {
                return Optional.empty();
            }
            KnownModel known = model.orElseThrow();
            OutputFields fields = known.versions().get(row.get()).outputs();
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            "select outcome from outcome where model = ? limit 1")) {
                statement.setInt(1, known.id());
                try (ResultSet any = statement.executeQuery()) {
                    return any.next()
                            ? Optional.of(
                                    Comparison.of(
                                            fields,
                                            known.choice(),
                                            Joins.json(any.getString(1)),
                                            known.name()))
                            : Optional.empty();
                }
            } catch (NotComparable e) {
                return Optional.empty();
            }
        }

        private long predictions(int row) throws SQLException {
            return sums(
                    "select sum(predictions), 0 from prediction_hour where version = ?"
                            + " and hour >= ?::timestamptz",
                    row)[0];
        }

        /** How many outcomes came in, and how many of them were joined. */
        private long[] came() throws SQLException {
            return model.isEmpty()
                    ? new long[] {0, 0}
                    : sums(
                            "select sum(received), sum(joined) from outcome_hour where model = ?"
                                    + " and hour >= ?::timestamptz",
                            model.get().id());
        }

        private long[] sums(String sql, int key) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setInt(1, key);
                statement.setString(2, query.from().toString());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return new long[] {row.getLong(1), row.getLong(2)};
                }
            }
        }
    }
}
