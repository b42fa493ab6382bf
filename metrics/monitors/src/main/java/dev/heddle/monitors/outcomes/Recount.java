package dev.heddle.monitors.outcomes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds up sums anew from the joined predictions that are kept. For one transaction that holds the
 * model's lock.
 */
final class Recount {
    private static final int AT_ONCE = 2_000;
    private static final String READ =
            "select "
                    + Joins.COLUMNS
                    + " from prediction p where p.version = ? and p.outcome is not null"
                    + " and p.time >= ?::timestamptz and p.time < ?::timestamptz";

    private final Connection connection;
    private final KnownModel model;
    private final Instant now;

    Recount(Connection connection, KnownModel model, Instant now) {
        this.connection = connection;
        this.model = model;
        this.now = now;
    }

    /** All days of all versions; what is older than the predictions that are kept is forgotten. */
    void all() throws SQLException {
        for (int version : List.copyOf(model.versions().keySet())) {
            delete("delete from quality where version = ?", version);
            for (Instant day : days(version)) {
                add(new SumChanges.Day(version, day));
            }
        }
    }

    /** One day of one version. */
    void day(SumChanges.Day day) throws SQLException {
        delete(
                "delete from quality where version = ? and time >= ?::timestamptz"
                        + " and time < ?::timestamptz",
                day.version(),
                day.begin().toString(),
                end(day.begin()).toString());
        add(day);
    }

    private static Instant end(Instant day) {
        return day.plus(Duration.ofDays(1));
    }

    private void delete(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private List<Instant> days(int version) throws SQLException {
        List<Instant> days = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select distinct extract(epoch from date_trunc('day', hour, 'UTC'))::bigint
                        from prediction_hour where version = ?
                        """)) {
            statement.setInt(1, version);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    days.add(Instant.ofEpochSecond(rows.getLong(1)));
                }
            }
        }
        return days;
    }

    private void add(SumChanges.Day day) throws SQLException {
        SumChanges changes = new SumChanges(connection, Labels.read(connection, model.id()), now);
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setFetchSize(AT_ONCE);
            statement.setInt(1, day.version());
            statement.setString(2, day.begin().toString());
            statement.setString(3, end(day.begin()).toString());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Prediction prediction = Joins.prediction(rows);
                    changes.add(
                            prediction,
                            Joins.verdict(model, prediction, prediction.outcome().get()),
                            1);
                }
            }
        }
        changes.write();
    }
}
