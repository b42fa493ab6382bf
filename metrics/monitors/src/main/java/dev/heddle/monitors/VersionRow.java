package dev.heddle.monitors;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.monitors.MonitorSummary;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A version that monitors know.
 *
 * @param checks its judgements
 * @param lastSeen the minute in which it was called last; empty if never
 * @param judgedAt when it was looked at last; empty if never
 * @param isServed whether an endpoint serves it
 */
record VersionRow(
        String model,
        int version,
        List<StandingCheck> checks,
        Optional<Instant> lastSeen,
        Optional<Instant> judgedAt,
        boolean isServed) {
    private static final Duration LATELY = Duration.ofHours(2);
    private static final Duration SELDOM = Duration.ofMinutes(5);
    private static final Duration ALMOST_NEVER = Duration.ofHours(1);
    private static final Duration OFTEN = Duration.ofMinutes(1);

    VersionRow {
        checks = List.copyOf(checks);
    }

    /** Versions whose time has come, the longest waiting first. */
    static List<VersionRow> due(Handle handle, Instant now, int most) {
        return handle.createQuery(
                        """
                        select * from monitored_version where next_at <= ?
                        order by next_at limit ?
                        """)
                .bind(0, now)
                .bind(1, most)
                .map((row, context) -> of(row))
                .list();
    }

    static Optional<VersionRow> find(Handle handle, String model, int version) {
        return handle.createQuery("select * from monitored_version where model = ? and version = ?")
                .bind(0, model)
                .bind(1, version)
                .map((row, context) -> of(row))
                .findOne();
    }

    private static VersionRow of(ResultSet row) throws SQLException {
        return new VersionRow(
                row.getString("model"),
                row.getInt("version"),
                Standing.read(row.getString("checks")),
                Optional.ofNullable(row.getTimestamp("last_seen")).map(Timestamp::toInstant),
                Optional.ofNullable(row.getTimestamp("judged_at")).map(Timestamp::toInstant),
                row.getBoolean("served"));
    }

    /** Keeps what a look has found, and says when the next one is due. */
    static void put(
            Handle handle, MonitorSummary summary, List<StandingCheck> checks, Instant now) {
        boolean isCrossing = checks.stream().anyMatch(check -> check.times() > 0);
        boolean isAlert = checks.stream().anyMatch(StandingCheck::isAlert);
        Duration pause =
                isCrossing || isAlert
                        ? OFTEN
                        : summary.lastSeen()
                                .map(seen -> pause(Duration.between(seen, now)))
                                .orElse(ALMOST_NEVER);
        handle.createUpdate(
                        """
                        update monitored_version set summary = ?::jsonb, state = ?,
                          checks = ?::jsonb, last_seen = ?, judged_at = ?, next_at = ?
                        where model = ? and version = ?
                        """)
                .bind(0, HeddleJson.text(summary))
                .bind(1, summary.state().name())
                .bind(2, Standing.write(checks))
                .bind(3, summary.lastSeen().orElse(null))
                .bind(4, now)
                .bind(5, now.plus(pause))
                .bind(6, summary.model())
                .bind(7, summary.version())
                .execute();
    }

    private static Duration pause(Duration silence) {
        if (silence.compareTo(LATELY) < 0) {
            return OFTEN;
        }
        return silence.compareTo(Duration.ofDays(2)) < 0 ? SELDOM : ALMOST_NEVER;
    }

    /** Has a version looked at soon, since something was said of it. */
    static void wake(Handle handle, String model, int version) {
        handle.createUpdate(
                        """
                        update monitored_version
                        set next_at = coalesce(judged_at + interval '1 minute', '-infinity')
                        where model = ? and version = ?
                          and next_at > coalesce(judged_at + interval '1 minute', '-infinity')
                        """)
                .bind(0, model)
                .bind(1, version)
                .execute();
    }

    /** Lets a version wait a minute: it could not be looked at. */
    static void defer(Handle handle, String model, int version, Instant now) {
        handle.createUpdate(
                        "update monitored_version set next_at = ? where model = ? and version = ?")
                .bind(0, now.plus(OFTEN))
                .bind(1, model)
                .bind(2, version)
                .execute();
    }
}
