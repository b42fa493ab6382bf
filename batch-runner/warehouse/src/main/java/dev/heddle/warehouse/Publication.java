package dev.heddle.warehouse;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** How what a write left, and what the table holds by then, make the table's next version. */
final class Publication {
    private static final WrittenPartition NOTHING = new WrittenPartition(0, 0, 0);

    private final Storage storage;
    private final PendingWrite write;
    private final Map<String, WrittenPartition> written;
    private final Optional<TableVersion> base;

    Publication(Storage storage, PendingWrite write, Map<String, WrittenPartition> written) {
        this.storage = storage;
        this.write = write;
        this.written =
                write.schema().partitionKeys().isEmpty()
                        ? Map.of("", written.getOrDefault("", NOTHING))
                        : Map.copyOf(written);
        if (!write.schema().partitionKeys().isEmpty()) {
            written.keySet().forEach(this::checkSpelling);
        }
        this.base = new VersionLog(storage, write.table()).find(write.base());
    }

    /** The metastore finds a partition by the one spelling that it would give it itself. */
    private void checkSpelling(String name) {
        List<TableColumn> keys = write.schema().partitionKeys();
        String spelled =
                PartitionName.of(
                        keys.stream().map(TableColumn::name).toList(),
                        PartitionName.values(name, keys));
        if (!name.equals(spelled)) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "a partition of %s is spelled '%s', found '%s'"
                            .formatted(write.table(), spelled, name));
        }
    }

    /**
     * The version that follows.
     *
     * @param latest the table's newest version
     * @throws HeddleException with {@code CONFLICT} if another write changed what this one replaces
     */
    TableVersion next(Optional<TableVersion> latest) {
        long number = latest.map(TableVersion::number).orElse(0L) + 1;
        SortedMap<String, PartitionState> before =
                latest.<SortedMap<String, PartitionState>>map(TableVersion::partitions)
                        .orElse(new TreeMap<>());
        SortedMap<String, PartitionState> after =
                write.mode() == WriteMode.REPLACE ? new TreeMap<>() : new TreeMap<>(before);
        if (write.mode() != WriteMode.APPEND) {
            latest.ifPresent(this::checkUntouched);
        }
        after.putAll(
                InParallel.of(
                        written.keySet(),
                        name -> {
                            WrittenPartition part = written.get(name);
                            PartitionState present = before.get(name);
                            return write.mode() == WriteMode.APPEND && present != null
                                    ? joined(name, part, present, number)
                                    : new PartitionState(
                                            write.path(name),
                                            number,
                                            part.rows(),
                                            part.bytes(),
                                            part.files());
                        }));
        return new TableVersion(
                number,
                write.mode().operation(),
                write.by(),
                after(latest),
                latest.map(version -> version.schema().with(write.table(), write.schema()))
                        .orElse(write.schema()),
                after,
                TableVersion.differing(before, after),
                Optional.of(write.id()));
    }

    /** Now, or a moment after the version before where clocks disagree. */
    static Instant after(Optional<TableVersion> latest) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return latest.map(version -> version.at().plusMillis(1)).filter(now::isBefore).orElse(now);
    }

    private void checkUntouched(TableVersion latest) {
        if (latest.number() == write.base()) {
            return;
        }
        Iterable<String> names =
                write.mode() == WriteMode.REPLACE ? latest.partitions().keySet() : written.keySet();
        for (String name : names) {
            PartitionState now = latest.partitions().get(name);
            PartitionState then = base.map(version -> version.partitions().get(name)).orElse(null);
            if (!Objects.equals(now, then)) {
                throw overtaken(name, now, latest);
            }
        }
        if (write.mode() == WriteMode.REPLACE) {
            throw overtaken("", null, latest);
        }
    }

    private HeddleException overtaken(String name, PartitionState now, TableVersion latest) {
        String what = name.isEmpty() ? write.table().toString() : name + " of " + write.table();
        long by = now == null ? latest.number() : now.version();
        String who =
                new VersionLog(storage, write.table())
                        .find(by)
                        .map(version -> version.by().text())
                        .orElse("somebody");
        return new HeddleException(
                ErrorCode.CONFLICT,
                "%s was published as version %d by %s while this write, which began at version %d, ran; nothing of it is visible"
                        .formatted(what, by, who, write.base()));
    }

    /**
     * A folder with what is there and what is added. It is made anew for each number, since what is
     * there may have changed.
     */
    private PartitionState joined(
            String name, WrittenPartition part, PartitionState present, long number) {
        String table = write.table().folder() + "/";
        String folder =
                PendingWrite.folder(write.id() + "-" + number) + (name.isEmpty() ? "" : "/" + name);
        storage.deleteFolder(table + folder);
        Set<String> taken = new HashSet<>();
        for (String source : new String[] {present.path(), write.path(name)}) {
            for (Storage.StoredFile stored : storage.list(table + source)) {
                String relative = stored.path().substring((table + source).length());
                if (isData(relative)) {
                    while (!taken.add(relative)) {
                        // Two writers may name their files alike.
                        int file = relative.lastIndexOf('/') + 1;
                        relative = relative.substring(0, file) + "and-" + relative.substring(file);
                    }
                    storage.copy(stored.path(), table + folder + relative);
                }
            }
        }
        return new PartitionState(
                folder,
                number,
                present.rows() + part.rows(),
                present.bytes() + part.bytes(),
                present.files() + part.files());
    }

    /** Whether engines read a file: they pass over names that begin so. */
    private static boolean isData(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        return !file.startsWith(".") && !file.startsWith("_");
    }
}
