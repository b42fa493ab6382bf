package dev.heddle.warehouse;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.trino.hive.thrift.metastore.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of a warehouse: what they hold, who wrote it, and how a write becomes visible. Safe
 * for use by many threads and many processes. Every method that asks the metastore or the store
 * waits for it as long as the settings say, and then throws a {@link HeddleException} with {@code
 * UNAVAILABLE}.
 */
public final class Tables implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tables.class);

    private final WarehouseSettings settings;
    private final Storage storage;
    private final Metastore metastore;
    private final HiveTables hive;

    /** Writes that may have become a version although nobody could say so. */
    private final Set<String> unclear = ConcurrentHashMap.newKeySet();

    /** Opens a warehouse; nothing is asked yet. */
    public Tables(WarehouseSettings settings) {
        this(settings, settings.storage());
    }

    Tables(WarehouseSettings settings, Storage storage) {
        this.settings = settings;
        this.storage = storage;
        this.metastore = new Metastore(settings.metastore(), settings.patience());
        this.hive = new HiveTables(metastore, storage.location());
    }

    /** The names of all databases, in order. */
    public List<String> databases() {
        return hive.databases();
    }

    /** The tables of a database, in order, those of others included; empty if there is none. */
    public List<TableName> list(String database) {
        return hive.tables(database).stream().map(table -> new TableName(database, table)).toList();
    }

    /** What the metastore knows of a table, whoever keeps it; empty if there is none. */
    public Optional<TableDescription> describe(TableName name) {
        return hive.find(name)
                .map(
                        table ->
                                new TableDescription(
                                        name,
                                        HiveTables.schema(table),
                                        Optional.ofNullable(table.getSd().getLocation()),
                                        table.getTableType(),
                                        HiveTables.version(table)
                                                .flatMap(known -> log(name).find(known))));
    }

    /**
     * What the metastore knows of some tables, in their order; those that there are not are left
     * out.
     */
    public List<TableDescription> describe(List<TableName> names) {
        return InParallel.of(names, this::describe).values().stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** What a table of ours holds now; empty if there is none of that name. */
    public Optional<TableVersion> current(TableName name) {
        return hive.find(name)
                .flatMap(HiveTables::version)
                .flatMap(version -> log(name).find(version));
    }

    /**
     * A version of a table.
     *
     * @throws HeddleException with {@code NOT_FOUND} if it never was or is no longer kept
     */
    public TableVersion version(TableName name, long number) {
        return log(name)
                .find(number)
                .orElseThrow(
                        () ->
                                notFound(
                                        "%s has no version %d; kept are %s"
                                                .formatted(
                                                        name, number, span(log(name).numbers()))));
    }

    private static String span(List<Long> numbers) {
        return numbers.isEmpty()
                ? "none"
                : numbers.get(0) + " to " + numbers.get(numbers.size() - 1);
    }

    /**
     * What a table held at a time.
     *
     * @throws HeddleException with {@code NOT_FOUND} if it was not there, or that is no longer kept
     */
    public TableVersion asOf(TableName name, Instant time) {
        List<Long> numbers = log(name).numbers();
        for (int i = numbers.size() - 1; i >= 0; i--) {
            TableVersion version = version(name, numbers.get(i));
            if (!version.at().isAfter(time)) {
                return version;
            }
        }
        throw notFound(
                "%s has no version of %s or before; kept are %s"
                        .formatted(name, time, span(numbers)));
    }

    /**
     * The newest versions of a table.
     *
     * @param limit how many at most
     * @param before only those of lower numbers
     * @return newest first; empty if the table is none of ours
     */
    public List<TableVersion> versions(TableName name, int limit, long before) {
        long known = current(name).map(TableVersion::number).orElse(0L);
        return log(name).newest(limit, Math.min(before, known + 1));
    }

    /**
     * The version that a job has made, if it has: a publication that was cut off is completed
     * first.
     *
     * @param asked when somebody asked for the job
     */
    public Optional<TableVersion> madeBy(TableName name, String job, Instant asked) {
        recover(name);
        return log(name).madeBy(job, asked);
    }

    /** What differs between two versions of a table. */
    public TableDiff diff(TableName name, long from, long to) {
        return TableDiff.of(version(name, from), version(name, to));
    }

    /** The folder of a partition of a version, as Hadoop spells it. */
    public String location(TableName name, PartitionState partition) {
        return storage.location() + "/" + name.folder() + "/" + partition.path();
    }

    /** The folder that all data of a table of ours lies below, as Hadoop spells it. */
    public String dataLocation(TableName name) {
        return storage.location() + "/" + name.folder() + "/data";
    }

    /** Where the rows of a job go that a check of the table refused, as Hadoop spells it. */
    public String rejectedLocation(TableName name, String job) {
        return "%s/%s/_heddle/rejected/%s".formatted(storage.location(), name.folder(), job);
    }

    /**
     * Begins a write. Nobody sees anything of it before it is published.
     *
     * @param wanted the columns of the rows to come
     * @throws HeddleException with {@code CONFLICT} if they do not fit the table, with every reason
     */
    public PendingWrite begin(TableName name, WriteMode mode, TableSchema wanted, Provenance by) {
        Optional<TableVersion> base = commit(name).newest();
        TableSchema schema =
                base.map(version -> version.schema().with(name, wanted)).orElse(wanted);
        String id = UUID.randomUUID().toString();
        PendingWrite write =
                new PendingWrite(
                        name,
                        mode,
                        id,
                        storage.location() + "/" + name.folder() + "/" + PendingWrite.folder(id),
                        base.map(TableVersion::number).orElse(0L),
                        schema,
                        by,
                        Instant.now());
        leavings(name).announce(write);
        return write;
    }

    /**
     * Makes what was written the table's next version, or nothing of it.
     *
     * @param written what lies in which partition; by the empty text without partitions
     * @param quality the profile of what was written, in JSON
     * @return the version that everybody sees now
     * @throws HeddleException with {@code CONFLICT} if another write came first, and nothing of
     *     this one is visible; with {@code UNAVAILABLE} if the metastore did not answer, and
     *     everything or nothing of it becomes visible when it does
     */
    public TableVersion publish(
            PendingWrite write, Map<String, WrittenPartition> written, Optional<String> quality) {
        TableName name = write.table();
        quality.ifPresent(profile -> documents(name).keepQuality(write.id(), profile));
        Publication publication = new Publication(storage, write, written);
        Commit commit = commit(name);
        TableVersion published;
        try (TableLock lock = commit.lock(write.by().user())) {
            while (true) {
                Optional<TableVersion> latest = commit.newestUnderLock();
                Optional<TableVersion> done = log(name).madeBy(write, latest);
                if (done.isPresent()) {
                    published = done.get();
                    break;
                }
                unclear.remove(write.id());
                leavings(name).ensureBegun(write);
                TableVersion next = publication.next(latest);
                lock.ensureHeld();
                unclear.add(write.id());
                if (commit.make(lock, latest, next)) {
                    published = next;
                    break;
                }
            }
        }
        unclear.remove(write.id());
        forget(write);
        return published;
    }

    /** What everybody sees needs no announcement; one that stays is collected some day. */
    private void forget(PendingWrite write) {
        try {
            leavings(write.table()).forget(write);
        } catch (HeddleException e) {
            LOG.warn(
                    "A write is published, and still announced. table={} write={}",
                    write.table(),
                    write.id(),
                    e);
        }
    }

    /**
     * Gives a write up, and removes what it left. One that became a version stays, and one of which
     * that is not known is left to {@link #gc}.
     */
    public void abort(PendingWrite write) {
        TableName name = write.table();
        VersionLog log = log(name);
        if (unclear.remove(write.id())
                || log.madeBy(write, log.newestFrom(write.base())).isPresent()) {
            return;
        }
        storage.deleteFolder(name.folder() + "/" + PendingWrite.folder(write.id()));
        documents(name).removeQuality(write.id());
        leavings(name).forget(write);
    }

    /**
     * Brings the state of an earlier version back, as a new version.
     *
     * @throws HeddleException with {@code NOT_FOUND} if that version is no longer kept
     */
    public TableVersion rollback(TableName name, long to, Provenance by) {
        Commit commit = commit(name);
        try (TableLock lock = commit.lock(by.user())) {
            while (true) {
                TableVersion latest = commit.newestUnderLock().orElseThrow(() -> absent(name));
                TableVersion target = version(name, to);
                TableVersion next =
                        new TableVersion(
                                latest.number() + 1,
                                Operation.ROLLBACK,
                                by,
                                Publication.after(Optional.of(latest)),
                                latest.schema(),
                                target.partitions(),
                                TableVersion.differing(latest.partitions(), target.partitions()),
                                target.writeId());
                lock.ensureHeld();
                if (commit.make(lock, Optional.of(latest), next)) {
                    return next;
                }
            }
        }
    }

    /** Completes a publication that was cut off, if there is one. */
    public void recover(TableName name) {
        commit(name).newest();
    }

    /** Removes a table of ours with all of its data and history. */
    public void drop(TableName name, String user) {
        try (TableLock lock = commit(name).lock(user)) {
            lock.ensureHeld();
            Optional<Table> table = hive.find(name);
            if (table.isPresent()
                    ? HiveTables.version(table.get()).isEmpty()
                    : log(name).numbers().isEmpty()) {
                throw absent(name);
            }
            // Cut off in between, dropping it again completes it; the next write, if that comes
            // first, finds the log, and the table is back.
            hive.drop(name);
            storage.deleteFolder(name.folder() + "/_heddle");
            storage.deleteFolder(name.folder());
        }
    }

    /** Removes data that no version needs any more, and what dead writes left. */
    public GcReport gc(TableName name, GcSettings rules, Predicate<String> jobIsDead) {
        Commit commit = commit(name);
        try (TableLock lock = commit.lock("gc")) {
            TableVersion latest = commit.newestUnderLock().orElseThrow(() -> absent(name));
            lock.ensureHeld();
            return new Collection(storage, name, log(name), leavings(name), rules, jobIsDead)
                    .run(latest, pins(name));
        }
    }

    /** Keeps a version until the pin is taken off. */
    public Pin pin(TableName name, String pin, long version) {
        Pin made = new Pin(pin, version(name, version).number());
        // A collection in between would take the version and leave the pin.
        try (TableLock lock = commit(name).lock("pin")) {
            lock.ensureHeld();
            version(name, version);
            new Pins(storage, name).put(made);
            return made;
        }
    }

    /** Takes a pin off; whether there was one. */
    public boolean unpin(TableName name, String pin) {
        return new Pins(storage, name).remove(pin);
    }

    /** The pins of a table. */
    public List<Pin> pins(TableName name) {
        return new Pins(storage, name).all();
    }

    /** The write modules of a table, in YAML; empty if it has none. */
    public Optional<String> definition(TableName name) {
        return documents(name).definition();
    }

    /** Sets the write modules of a table, which need not exist yet. */
    public void define(TableName name, String yaml) {
        documents(name).define(yaml);
    }

    /** The quality profile of what a version wrote, in JSON; empty if none was made. */
    public Optional<String> quality(TableName name, TableVersion version) {
        return documents(name).quality(version);
    }

    /** The quality profiles of what versions wrote, in JSON, by the version's number. */
    public Map<Long, String> qualities(TableName name, List<TableVersion> versions) {
        return documents(name).qualities(versions);
    }

    private Commit commit(TableName name) {
        return new Commit(storage, metastore, hive, name, settings.patience());
    }

    private VersionLog log(TableName name) {
        return new VersionLog(storage, name);
    }

    private TableDocuments documents(TableName name) {
        return new TableDocuments(storage, name);
    }

    private Leavings leavings(TableName name) {
        return new Leavings(storage, name);
    }

    private static HeddleException absent(TableName name) {
        return notFound("there is no table %s that Heddle keeps".formatted(name));
    }

    private static HeddleException notFound(String message) {
        return new HeddleException(ErrorCode.NOT_FOUND, message);
    }

    @Override
    public void close() {
        metastore.close();
        storage.close();
    }
}
