package dev.heddle.monitors.outcomes;

import dev.heddle.monitors.MonitorsDatabase;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes predictions, outcomes and sums that are too old or too many, by whole days in UTC and a
 * few rows a transaction; and what is left of models that were deleted. Sums stay when the
 * predictions go that they were made of.
 */
@Singleton
final class OutcomesRetention {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomesRetention.class);
    private static final int AT_ONCE = 10_000;

    private final MonitorsDatabase database;
    private final OutcomesConfig config;

    OutcomesRetention(MonitorsDatabase database, OutcomesConfig config) {
        this.database = database;
        this.config = config;
    }

    /** Removes what is due. */
    void apply(Instant now) {
        Instant oldest = Grain.DAY.begin(now.minus(config.predictionsKept()));
        Instant kept = oldestOfMost().filter(day -> day.isAfter(oldest)).orElse(oldest);
        // First what says that the days are whole, so that nothing is counted anew from parts.
        delete("prediction_hour", "hour < ?::timestamptz", kept.toString());
        long predictions = delete("prediction", "time < ?::timestamptz", kept.toString());
        long outcomes = delete("outcome", "received_at < ?::timestamptz", oldest.toString());
        delete("outcome_hour", "hour < ?::timestamptz", days(now, config.qualityKept()));
        delete("quality", "grain = 'HOUR' and time < ?::timestamptz", days(now, Grain.HOURS_KEPT));
        delete(
                "quality",
                "grain = 'DAY' and time < ?::timestamptz",
                days(now, config.qualityKept()));
        // A day more than files are looked for.
        LocalDate date = LocalDate.ofInstant(oldest.minus(Duration.ofDays(2)), ZoneOffset.UTC);
        delete("prediction_file", "date < ?::date", date.toString());
        long orphans = deleteOrphans();
        if (predictions + outcomes + orphans > 0) {
            LOG.info(
                    "Old predictions were removed. predictions={} outcomes={} ofDeletedModels={}",
                    predictions,
                    outcomes,
                    orphans);
        }
    }

    private static String days(Instant now, Duration age) {
        return Grain.DAY.begin(now.minus(age)).toString();
    }

    /** The oldest day that may stay so that there are not too many; at least the newest stays. */
    private Optional<Instant> oldestOfMost() {
        return database.onConnection(
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    """
                                    select extract(epoch from day)::bigint from (
                                      select day, sum(n) over (order by day desc) as total,
                                        row_number() over (order by day desc) as place
                                      from (select date_trunc('day', hour, 'UTC') as day,
                                              sum(predictions) as n
                                            from prediction_hour group by 1) days) totals
                                    where total <= ? or place = 1
                                    order by day limit 1
                                    """)) {
                        statement.setLong(1, config.predictionsMost());
                        try (ResultSet row = statement.executeQuery()) {
                            return row.next()
                                    ? Optional.of(Instant.ofEpochSecond(row.getLong(1)))
                                    : Optional.empty();
                        }
                    }
                });
    }

    /** What counts rows by the hour goes last: it is the sign that there are any. */
    private long deleteOrphans() {
        String ofNoVersion = "version not in (select id from outcome_version)";
        String ofNoModel = "model not in (select id from outcome_model)";
        long rows = delete("quality", ofNoVersion) + delete("outcome_label", ofNoModel);
        if (exists("prediction_hour", ofNoVersion)) {
            rows += delete("prediction", ofNoVersion);
            delete("prediction_hour", ofNoVersion);
        }
        if (exists("outcome_hour", ofNoModel)) {
            rows += delete("outcome", ofNoModel);
            delete("outcome_hour", ofNoModel);
        }
        return rows;
    }

    private boolean exists(String table, String condition) {
        String sql = "select exists (select 1 from %s where %s)".formatted(table, condition);
        return database.onConnection(
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(sql);
                            ResultSet row = statement.executeQuery()) {
                        return row.next() && row.getBoolean(1);
                    }
                });
    }

    /** Deletes rows bit by bit; how many. */
    private long delete(String table, String condition, String... values) {
        String sql =
                "delete from %s where ctid = any(array(select ctid from %s where %s limit %d))"
                        .formatted(table, table, condition, AT_ONCE);
        long all = 0;
        while (true) {
            int deleted =
                    database.onConnection(
                            connection -> {
                                try (PreparedStatement statement =
                                        connection.prepareStatement(sql)) {
                                    for (int i = 0; i < values.length; i++) {
                                        statement.setString(i + 1, values[i]);
                                    }
                                    return statement.executeUpdate();
                                }
                            });
            all += deleted;
            if (deleted < AT_ONCE) {
                return all;
            }
        }
    }
}
