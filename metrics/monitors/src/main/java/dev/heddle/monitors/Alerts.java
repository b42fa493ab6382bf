package dev.heddle.monitors;

import dev.heddle.client.monitors.Alert;
import dev.heddle.client.monitors.MonitorCheck;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Alerts in the database: one at a time of each thing. */
final class Alerts {
    private Alerts() {}

    /**
     * Begins an alert, unless there is one.
     *
     * @return the alert if it is new
     */
    static Optional<Alert> begin(Handle handle, String target, StandingCheck standing) {
        MonitorCheck check = standing.check();
        return handle.createQuery(
                        """
                        insert into monitor_alert
                          (kind, target, subject, message, value, threshold, page, begin_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (kind, target, subject) where end_at is null do nothing
                        returning *
                        """)
                .bind(0, check.kind().name())
                .bind(1, target)
                .bind(2, check.subject())
                .bind(3, check.message())
                .bind(4, check.value().orElse(null))
                .bind(5, check.threshold().orElse(null))
                .bind(6, standing.page())
                .bind(7, check.since())
                .map((row, context) -> alert(row))
                .findOne();
    }

    /**
     * Ends an alert.
     *
     * @return the alert; empty if there was none
     */
    static Optional<Alert> end(
            Handle handle, MonitorCheck.Kind kind, String target, String subject, Instant now) {
        return handle.createQuery(
                        """
                        update monitor_alert set end_at = ?
                        where kind = ? and target = ? and subject = ? and end_at is null
                        returning *
                        """)
                .bind(0, now)
                .bind(1, kind.name())
                .bind(2, target)
                .bind(3, subject)
                .map((row, context) -> alert(row))
                .findOne();
    }

    /**
     * Ends the alerts of versions that monitors do not know any more: they were removed, or their
     * model has another name.
     */
    static List<Alert> endOfUnknownVersions(Handle handle, Instant now) {
        return handle.createQuery(
                        """
                        update monitor_alert a set end_at = ?
                        where end_at is null and kind not in ('LAG', 'JOBS', 'TABLE')
                          and not exists (select 1 from monitored_version v
                            where v.model || '@' || v.version = a.target)
                        returning *
                        """)
                .bind(0, now)
                .map((row, context) -> alert(row))
                .list();
    }

    /**
     * Alerts, newest first.
     *
     * @param all whether those that are over are among them
     * @param before the number that those of the page before ended with
     */
    static List<Alert> list(Handle handle, boolean all, long before, int limit) {
        return handle.createQuery(
                        """
                        select * from monitor_alert where id < ? and (? or end_at is null)
                        order by id desc limit ?
                        """)
                .bind(0, before)
                .bind(1, all)
                .bind(2, limit)
                .map((row, context) -> alert(row))
                .list();
    }

    private static Alert alert(ResultSet row) throws SQLException {
        return new Alert(
                row.getLong("id"),
                MonitorCheck.Kind.valueOf(row.getString("kind")),
                row.getString("target"),
                row.getString("subject"),
                row.getString("message"),
                Optional.ofNullable(row.getObject("value", Double.class)),
                Optional.ofNullable(row.getObject("threshold", Double.class)),
                row.getTimestamp("begin_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("end_at")).map(Timestamp::toInstant),
                row.getString("page"));
    }
}
