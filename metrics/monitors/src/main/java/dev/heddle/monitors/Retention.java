package dev.heddle.monitors;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * Removes what is older than is kept, a piece at a time. What still has to be merged stays until it
 * was, so that a standstill loses nothing.
 */
@Singleton
class Retention {
    /** Reports are kept a while longer than they are taken, so that none is merged in part. */
    private static final Duration SLACK = Duration.ofHours(1);

    private static final int AT_ONCE = 1_000;

    private final MonitorsDatabase database;
    private final MonitorsConfig config;

    Retention(MonitorsDatabase database, MonitorsConfig config) {
        this.database = database;
        this.config = config;
    }

    /** Removes what is too old, unless another process does; how many rows. */
    int run(Instant now) {
        int removed = 0;
        removed += repeat(handle -> reports(handle, now));
        removed +=
                repeat(
                        handle ->
                                buckets(handle, Grain.FIVE_MINUTES, now, config.keepFiveMinutes()));
        removed += repeat(handle -> buckets(handle, Grain.HOUR, now, config.keepHours()));
        removed += repeat(handle -> buckets(handle, Grain.DAY, now, config.keepDays()));
        removed += repeat(handle -> drift(handle, now));
        removed += repeat(handle -> alerts(handle, now));
        return removed;
    }

    /** One of the statements that remove a part. */
    @FunctionalInterface
    private interface Part {
        int remove(Handle handle);
    }

    private int repeat(Part part) {
        int removed = 0;
        int some;
        do {
            some = database.transaction(handle -> claim(handle) ? part.remove(handle) : 0);
            removed += some;
        } while (some >= AT_ONCE && !Thread.currentThread().isInterrupted());
        return removed;
    }

    private static boolean claim(Handle handle) {
        return handle.createQuery("select pg_try_advisory_xact_lock(?, 0)")
                .bind(0, MonitorLocks.RETENTION)
                .mapTo(Boolean.class)
                .one();
    }

    private int reports(Handle handle, Instant now) {
        Instant before = Grain.FIVE_MINUTES.floor(now.minus(config.keepMinutes()).minus(SLACK));
        return handle.createUpdate(
                        """
                        delete from monitor_report where ctid in (
                          select r.ctid from monitor_report r
                          where minute < :before and not exists (
                            select 1 from monitor_pending p
                            where p.model = r.model and p.version = r.version and p.grain = 300
                              and p.time <= r.minute and p.time > r.minute - interval '5 minutes')
                          order by minute limit :most)
                        """)
                .bind("before", before)
                .bind("most", AT_ONCE)
                .execute();
    }

    private static int buckets(Handle handle, Grain grain, Instant now, Duration kept) {
        return handle.createUpdate(
                        """
                        delete from monitor_bucket where ctid in (
                          select b.ctid from monitor_bucket b
                          where grain = :grain and time < :before and not exists (
                            select 1 from monitor_pending p
                            where p.model = b.model and p.version = b.version
                              and p.grain > b.grain and p.time <= b.time
                              and p.time + make_interval(secs => p.grain) > b.time)
                          order by time limit :most)
                        """)
                .bind("grain", grain.seconds())
                .bind("before", grain.longer().orElse(grain).floor(now.minus(kept)))
                .bind("most", AT_ONCE)
                .execute();
    }

    /** Points are thinned to one an hour, then to one a day, as buckets are. */
    private int drift(Handle handle, Instant now) {
        return handle.createUpdate(
                        """
                        delete from monitor_drift where ctid in (
                          select d.ctid from monitor_drift d
                          where time < :days
                            or time < :minutes and exists (
                              select 1 from monitor_drift l
                              where l.model = d.model and l.version = d.version
                                and l.time > d.time and l.time < case when d.time < :hours
                                  then date_trunc('day', d.time, 'UTC') + interval '1 day'
                                  else date_trunc('hour', d.time, 'UTC') + interval '1 hour' end)
                          limit :most)
                        """)
                .bind("days", now.minus(config.keepDays()))
                .bind("hours", Grain.DAY.floor(now.minus(config.keepHours())))
                .bind("minutes", Grain.HOUR.floor(now.minus(config.keepFiveMinutes())))
                .bind("most", AT_ONCE)
                .execute();
    }

    private int alerts(Handle handle, Instant now) {
        return handle.createUpdate(
                        """
                        delete from monitor_alert where id in (
                          select id from monitor_alert where end_at < ? order by end_at limit ?)
                        """)
                .bind(0, now.minus(config.keepDays()))
                .bind(1, AT_ONCE)
                .execute();
    }
}
