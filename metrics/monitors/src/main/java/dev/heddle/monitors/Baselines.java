package dev.heddle.monitors;

import dev.heddle.client.monitors.MonitorDetail.Baseline.Origin;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Baselines in the database. */
final class Baselines {
    private Baselines() {}

    static Optional<Baseline> find(Handle handle, String model, int version) {
        return handle.createQuery(
                        """
                        select origin, rows, profile, until from monitor_baseline
                        where model = ? and version = ?
                        """)
                .bind(0, model)
                .bind(1, version)
                .map(
                        (row, context) ->
                                new Baseline(
                                        Origin.valueOf(row.getString(1)),
                                        row.getLong(2),
                                        row.getBytes(3),
                                        Optional.ofNullable(row.getTimestamp(4))
                                                .map(Timestamp::toInstant)
                                                .orElse(Instant.MIN)))
                .findOne();
    }

    /** Keeps a baseline; what was learned never takes the place of a training sample. */
    static void put(Handle handle, String model, int version, Baseline baseline) {
        boolean isOpen = baseline.until().equals(Instant.MIN);
        handle.createUpdate(
                        """
                        insert into monitor_baseline (model, version, origin, rows, profile, until)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict (model, version) do update set origin = excluded.origin,
                          rows = excluded.rows, profile = excluded.profile, until = excluded.until
                        where excluded.origin = 'TRAINING' or monitor_baseline.origin <> 'TRAINING'
                        """)
                .bind(0, model)
                .bind(1, version)
                .bind(2, baseline.origin().name())
                .bind(3, baseline.rows())
                .bind(4, baseline.profile())
                .bind(5, isOpen ? null : Timestamp.from(baseline.until()))
                .execute();
    }
}
