package dev.heddle.monitors;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The buckets that are to be made anew. Whoever changes what is below one adds it in the same
 * transaction; whoever makes it anew removes it, unless it was changed once more meanwhile. So
 * nothing is forgotten, whatever is killed when.
 */
final class Pending {
    private Pending() {}

    /** A bucket that is to be made anew, and what its count of changes was. */
    record Bucket(String model, int version, Grain grain, Instant time, long changes) {}

    /** A version with such buckets. */
    record Version(String model, int version) {}

    static void add(
            Handle handle, String model, int version, Grain grain, Instant time, Instant now) {
        handle.createUpdate(
                        """
                        insert into monitor_pending (model, version, grain, time, due_at)
                        values (?, ?, ?, ?, ?)
                        on conflict (model, version, grain, time)
                        do update set changes = monitor_pending.changes + 1
                        """)
                .bind(0, model)
                .bind(1, version)
                .bind(2, grain.seconds())
                .bind(3, Timestamp.from(grain.floor(time)))
                .bind(4, Timestamp.from(now.plus(grain.patience())))
                .execute();
    }

    /** Versions with buckets that are due, those that wait longest first. */
    static List<Version> versions(Handle handle, Instant now, int most) {
        return handle.createQuery(
                        """
                        select model, version from monitor_pending where due_at <= ?
                        group by model, version order by min(due_at) limit ?
                        """)
                .bind(0, Timestamp.from(now))
                .bind(1, most)
                .map((row, context) -> new Version(row.getString(1), row.getInt(2)))
                .list();
    }

    /** A version's buckets that are due, the shortest first, since longer ones are made of them. */
    static List<Bucket> of(Handle handle, Version version, Grain grain, Instant now, int most) {
        return handle.createQuery(
                        """
                        select time, changes from monitor_pending
                        where model = ? and version = ? and grain = ? and due_at <= ?
                        order by time limit ?
                        """)
                .bind(0, version.model())
                .bind(1, version.version())
                .bind(2, grain.seconds())
                .bind(3, Timestamp.from(now))
                .bind(4, most)
                .map(
                        (row, context) ->
                                new Bucket(
                                        version.model(),
                                        version.version(),
                                        grain,
                                        row.getTimestamp(1).toInstant(),
                                        row.getLong(2)))
                .list();
    }

    /** Removes a bucket unless it was changed since it was read. */
    static void done(Handle handle, Bucket bucket) {
        handle.createUpdate(
                        """
                        delete from monitor_pending
                        where model = ? and version = ? and grain = ? and time = ? and changes = ?
                        """)
                .bind(0, bucket.model())
                .bind(1, bucket.version())
                .bind(2, bucket.grain().seconds())
                .bind(3, Timestamp.from(bucket.time()))
                .bind(4, bucket.changes())
                .execute();
    }
}
