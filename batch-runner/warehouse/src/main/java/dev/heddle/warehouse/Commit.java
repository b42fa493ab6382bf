package dev.heddle.warehouse;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.trino.hive.thrift.metastore.Table;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a version of one table becomes what everybody sees: its file is created, then the metastore
 * follows. Whoever finds the metastore behind the log completes what was cut off.
 */
final class Commit {
    private final Metastore metastore;
    private final HiveTables hive;
    private final TableName name;
    private final Duration patience;
    private final VersionLog log;

    Commit(
            Storage storage,
            Metastore metastore,
            HiveTables hive,
            TableName name,
            Duration patience) {
        this.metastore = metastore;
        this.hive = hive;
        this.name = name;
        this.patience = patience;
        this.log = new VersionLog(storage, name);
    }

    TableLock lock(String user) {
        return TableLock.acquire(metastore, name, user, patience);
    }

    /** The newest version, after whatever was cut off has been completed. */
    Optional<TableVersion> newest() {
        Optional<Long> known = known();
        Optional<TableVersion> newest = newest(known);
        if (newest.isEmpty() || newest.map(TableVersion::number).equals(known)) {
            return newest;
        }
        try (TableLock lock = lock("recovery")) {
            lock.ensureHeld();
            return newestUnderLock();
        }
    }

    /** The same, for the holder of the lock. */
    Optional<TableVersion> newestUnderLock() {
        Optional<Long> known = known();
        Optional<TableVersion> newest = newest(known);
        if (newest.isPresent() && !newest.map(TableVersion::number).equals(known)) {
            follow(known.flatMap(log::find), newest.get());
        }
        return newest;
    }

    /** The version that the metastore is at; empty if it has no table of that name. */
    private Optional<Long> known() {
        Optional<Table> table = hive.find(name);
        Optional<Long> known = table.flatMap(HiveTables::version);
        if (table.isPresent() && known.isEmpty()) {
            throw HiveTables.foreign(name);
        }
        return known;
    }

    private Optional<TableVersion> newest(Optional<Long> known) {
        Optional<TableVersion> newest = log.newestFrom(known.orElse(0L));
        long found = newest.map(TableVersion::number).orElse(0L);
        if (found < known.orElse(0L)) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "the metastore has version %d of %s, and the newest below %s is %s: another warehouse keeps it, or its files are gone"
                            .formatted(
                                    known.get(),
                                    name,
                                    hive.root(),
                                    found == 0 ? "none" : Long.toString(found)));
        }
        return newest;
    }

    /**
     * Makes a version the table's newest, for the holder of the lock who has just looked whether it
     * is still held.
     *
     * @return false if somebody else made one of that number, and nothing has happened
     * @throws HeddleException with {@code UNAVAILABLE} if the version is made, and the metastore
     *     could not be told: it is when the table is next written or recovered
     */
    boolean make(TableLock lock, Optional<TableVersion> latest, TableVersion next) {
        if (!log.create(next)) {
            return false;
        }
        try {
            if (lock.isHeld()) {
                follow(latest, next);
            } else {
                // Others may be at work: queue up again, and complete what they have not.
                try (TableLock again = lock("recovery")) {
                    again.ensureHeld();
                    newestUnderLock();
                }
            }
        } catch (HeddleException e) {
            throw new HeddleException(
                    e.code(),
                    "version %d of %s is made, and is seen as soon as the metastore can be told: %s"
                            .formatted(next.number(), name, e.getMessage()),
                    e);
        }
        return true;
    }

    /**
     * Makes the metastore follow the log. Whoever was stopped for so long that others went on in
     * the meantime brings it to the newest version, not to its own.
     */
    private void follow(Optional<TableVersion> from, TableVersion to) {
        Map<String, PartitionState> before =
                from.<Map<String, PartitionState>>map(TableVersion::partitions)
                        .orElse(new TreeMap<>());
        hive.follow(name, to, TableVersion.differing(before, to.partitions()));
        Optional<TableVersion> newer = log.find(to.number() + 1);
        if (newer.isPresent()) {
            follow(Optional.of(to), newer.get());
        }
    }
}
