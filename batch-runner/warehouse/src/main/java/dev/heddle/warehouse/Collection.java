package dev.heddle.warehouse;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Removes what no version needs. What is looked at comes in the order data, writes that run,
 * versions: a write is in the second or, published by then, in the third.
 */
final class Collection {
    private final Storage storage;
    private final String table;
    private final VersionLog log;
    private final Leavings leavings;
    private final GcSettings rules;
    private final Predicate<String> jobIsDead;

    Collection(
            Storage storage,
            TableName table,
            VersionLog log,
            Leavings leavings,
            GcSettings rules,
            Predicate<String> jobIsDead) {
        this.storage = storage;
        this.table = table.folder() + "/";
        this.log = log;
        this.leavings = leavings;
        this.rules = rules;
        this.jobIsDead = jobIsDead;
    }

    /**
     * Collects; called under the table's lock, so that no version comes or comes back meanwhile.
     */
    GcReport run(TableVersion current, List<Pin> pins) {
        List<Storage.StoredFile> files = new ArrayList<>(storage.list(table + "data"));
        files.addAll(storage.list(table + "_heddle/rejected"));
        files.addAll(storage.list(table + "_heddle/quality"));
        for (String folder : new String[] {"versions", "writes", "pins"}) {
            storage.list(table + "_heddle/" + folder).stream()
                    .filter(file -> isAside(file.path()))
                    .forEach(files::add);
        }
        Set<String> running = new HashSet<>();
        Set<String> dead = new TreeSet<>();
        Set<Long> bases = new HashSet<>();
        Instant oldest = Instant.now().minus(rules.grace());
        for (Leavings.Begun write : leavings.begun()) {
            boolean gone = write.at().isBefore(oldest) || write.job().filter(jobIsDead).isPresent();
            (gone ? dead : running).add(write.id());
            if (!gone) {
                bases.add(write.base());
            }
        }
        TreeMap<Long, TableVersion> versions = new TreeMap<>();
        log.numbers().forEach(number -> log.find(number).ifPresent(v -> versions.put(number, v)));
        Instant since = Instant.now().minus(rules.retention());
        Set<Long> kept = kept(versions, current.number(), pins, since);
        // A write that runs is compared with what it began at when it is published.
        bases.stream().filter(versions::containsKey).forEach(kept::add);

        Set<String> folders = new HashSet<>();
        Set<String> profiles = new HashSet<>(running);
        for (long number : kept) {
            TableVersion version = versions.get(number);
            version.partitions().values().forEach(state -> folders.add(state.path()));
            version.writeId().ifPresent(profiles::add);
        }
        List<String> removed = new ArrayList<>();
        long bytes = 0;
        Set<String> published = published(versions.values());
        Set<String> left = new TreeSet<>(dead);
        left.removeAll(published);
        for (Storage.StoredFile file : files) {
            String path = file.path().substring(table.length());
            Optional<String> write = writeOf(path);
            boolean needed;
            if (path.startsWith("_heddle/quality/")) {
                needed = write.filter(profiles::contains).isPresent();
            } else if (path.startsWith("_heddle/")) {
                // What a check refused is for people to look at, as long as versions are.
                needed =
                        file.modified()
                                .isAfter(path.startsWith("_heddle/rejected/") ? since : oldest);
            } else {
                needed =
                        folders.contains(path.substring(0, path.lastIndexOf('/')))
                                || write.filter(running::contains).isPresent();
            }
            if (!needed) {
                removed.add(file.path());
                bytes += file.bytes();
                write.filter(id -> !published.contains(id)).ifPresent(left::add);
            }
        }
        List<Long> expired = new ArrayList<>(versions.keySet());
        expired.removeAll(kept);
        if (!rules.dryRun()) {
            // First what names the data: what is half removed can neither be asked for nor
            // published.
            log.delete(expired);
            dead.forEach(leavings::forget);
            storage.delete(removed);
        }
        return new GcReport(expired, List.copyOf(left), removed.size(), bytes);
    }

    private Set<Long> kept(
            TreeMap<Long, TableVersion> versions, long current, List<Pin> pins, Instant since) {
        Set<Long> kept = new HashSet<>();
        int newest = 0;
        for (long number : versions.descendingKeySet()) {
            Map.Entry<Long, TableVersion> next = versions.higherEntry(number);
            boolean wasSeen = next != null && next.getValue().at().isAfter(since);
            if (number >= current || newest < rules.keepVersions() || wasSeen) {
                kept.add(number);
            }
            newest++;
        }
        pins.stream().map(Pin::version).filter(versions::containsKey).forEach(kept::add);
        return kept;
    }

    /** Whether a file was being written when its writer was killed. */
    private static boolean isAside(String path) {
        return path.charAt(path.lastIndexOf('/') + 1) == '.';
    }

    /** The writes that became part of a version. */
    private static Set<String> published(java.util.Collection<TableVersion> versions) {
        Set<String> writes = new HashSet<>();
        for (TableVersion version : versions) {
            version.writeId().ifPresent(writes::add);
            for (PartitionState state : version.partitions().values()) {
                writeOf(state.path()).ifPresent(writes::add);
            }
        }
        return writes;
    }

    /** The id of the write that a file belongs to. */
    private static Optional<String> writeOf(String path) {
        for (String start : new String[] {"data/write=", "_heddle/rejected/", "_heddle/quality/"}) {
            if (path.startsWith(start)) {
                String rest = path.substring(start.length());
                // Ids are UUIDs, of 36 characters; an append's folder has a number behind it.
                return rest.length() < 36 ? Optional.empty() : Optional.of(rest.substring(0, 36));
            }
        }
        return Optional.empty();
    }
}
