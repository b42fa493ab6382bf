package dev.heddle.monitors;

import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges what processes said into buckets: minutes into five minutes, those into hours, those into
 * days. Each bucket is made anew from all that is below it, so making one twice changes nothing, a
 * standstill is caught up with, and late reports count. Many processes may do it at the same time:
 * each version is one process' work at a time.
 */
@Singleton
class RollUp {
    private static final Logger LOG = LoggerFactory.getLogger(RollUp.class);

    private static final int VERSIONS_AT_ONCE = 200;

    /** So many buckets are one transaction's work, so that it stays short. */
    private static final int BUCKETS_AT_ONCE = 12;

    private final MonitorsDatabase database;

    RollUp(MonitorsDatabase database) {
        this.database = database;
    }

    /**
     * Makes every bucket anew that is due, except for versions that another process works at.
     *
     * @return how many were made
     */
    int run(Instant now) {
        int made = 0;
        int before;
        do {
            before = made;
            List<Pending.Version> versions =
                    database.transaction(handle -> Pending.versions(handle, now, VERSIONS_AT_ONCE));
            for (Pending.Version version : versions) {
                made += runQuietly(version, now);
            }
        } while (made > before && !Thread.currentThread().isInterrupted());
        return made;
    }

    private int runQuietly(Pending.Version version, Instant now) {
        try {
            return run(version, now);
        } catch (HeddleException e) {
            LOG.warn(
                    "Figures of a version were not merged; they are tried again. model={} version={}",
                    version.model(),
                    version.version(),
                    e);
            return 0;
        }
    }

    /** Makes every bucket of one version anew that is due. */
    int run(Pending.Version version, Instant now) {
        int made = 0;
        for (Grain grain : Grain.values()) {
            int some;
            do {
                some = database.transaction(handle -> some(handle, version, grain, now));
                made += some;
            } while (some == BUCKETS_AT_ONCE);
        }
        return made;
    }

    private static int some(Handle handle, Pending.Version version, Grain grain, Instant now) {
        if (!Versions.claim(handle, version.model(), version.version())) {
            return 0;
        }
        List<Pending.Bucket> due = Pending.of(handle, version, grain, now, BUCKETS_AT_ONCE);
        for (Pending.Bucket bucket : due) {
            make(handle, bucket);
            grain.longer()
                    .ifPresent(
                            longer ->
                                    Pending.add(
                                            handle,
                                            bucket.model(),
                                            bucket.version(),
                                            longer,
                                            bucket.time(),
                                            now));
        }
        if (!due.isEmpty()) {
            VersionRow.wake(handle, version.model(), version.version());
        }
        // Last, since whoever reports of these times waits from here until the commit.
        due.forEach(bucket -> Pending.done(handle, bucket));
        return due.size();
    }

    private static void make(Handle handle, Pending.Bucket bucket) {
        Instant to = bucket.time().plus(bucket.grain().length());
        List<Bucket> parts =
                switch (bucket.grain()) {
                    case FIVE_MINUTES ->
                            Buckets.reports(
                                    handle,
                                    bucket.model(),
                                    bucket.version(),
                                    bucket.time(),
                                    to,
                                    Buckets.Part.BOTH);
                    case HOUR -> parts(handle, bucket, Grain.FIVE_MINUTES, to);
                    case DAY -> parts(handle, bucket, Grain.HOUR, to);
                };
        if (!parts.isEmpty()) {
            Tally tally = new Tally();
            parts.forEach(tally::add);
            Buckets.put(
                    handle,
                    bucket.model(),
                    bucket.version(),
                    bucket.grain(),
                    tally.bucket(bucket.time()));
        }
    }

    private static List<Bucket> parts(
            Handle handle, Pending.Bucket bucket, Grain shorter, Instant to) {
        return Buckets.of(
                handle,
                bucket.model(),
                bucket.version(),
                shorter,
                bucket.time(),
                to,
                Buckets.Part.BOTH);
    }
}
