package dev.heddle.features;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.FeatureWrite;
import dev.heddle.runtime.KnownFeatures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Keeps features in RocksDB in a folder of this process. A column family a view; places and topics
 * are in the default one. What was written survives the process, and what a crash of the machine
 * takes away is followed again, since places are written after features.
 */
public final class RocksStore implements OnlineStore {
    private static final String WRITTEN = "written";
    private static final int SWEPT_AT_ONCE = 20_000;

    private final Path folder;
    private final long cacheBytes;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, byte[]> swept = new HashMap<>();
    private RocksDatabase open;
    private volatile boolean isBroken;

    /**
     * Opens the store of a folder, which no other process may have open.
     *
     * @param cacheBytes how much of it is kept in memory beside what was written lately
     * @throws HeddleException with {@code UNAVAILABLE} if it cannot be opened
     */
    public RocksStore(Path folder, long cacheBytes) {
        this.folder = folder.toAbsolutePath();
        this.cacheBytes = cacheBytes;
        try {
            Files.createDirectories(this.folder);
            this.open = new RocksDatabase(this.folder, cacheBytes);
        } catch (RocksDBException | IOException e) {
            throw failed("opened", e);
        }
    }

    @Override
    public boolean isShared() {
        return false;
    }

    private interface Work<T> {
        T run(RocksDatabase database) throws RocksDBException;
    }

    private <T> T run(String what, Work<T> work) {
        if (isBroken && what.equals(WRITTEN)) {
            mend();
        }
        lock.readLock().lock();
        try {
            if (open == null) {
                throw new HeddleException(ErrorCode.UNAVAILABLE, "the store of features is closed");
            }
            return work.run(open);
        } catch (RocksDBException e) {
            isBroken |= what.equals(WRITTEN);
            throw failed(what, e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** After a write has failed, as on a full disk, RocksDB takes no more until it is reopened. */
    private void mend() {
        lock.writeLock().lock();
        try {
            if (!isBroken) {
                return;
            }
            release();
            open = new RocksDatabase(folder, cacheBytes);
            isBroken = false;
        } catch (RocksDBException e) {
            throw failed("opened", e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private HeddleException failed(String what, Exception cause) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE,
                "the store of features in %s cannot be %s: %s"
                        .formatted(folder, what, cause.getMessage()),
                cause);
    }

    @Override
    public void open(FeatureView view, String topic) {
        run(
                WRITTEN,
                database -> {
                    if (!holds(view.name(), topic)) {
                        forget(database, view.name());
                        database.create(view.name());
                        database.db()
                                .put(database.meta(), topic(view.name()), topic.getBytes(UTF_8));
                    }
                    return null;
                });
    }

    private static byte[] topic(String view) {
        return ("topic:" + view).getBytes(UTF_8);
    }

    private static byte[] completed(String view) {
        return ("place:" + view + ":done").getBytes(UTF_8);
    }

    @Override
    public boolean holds(String view, String topic) {
        return run(
                "read",
                database -> {
                    byte[] known = database.db().get(database.meta(), topic(view));
                    return known != null
                            && new String(known, UTF_8).equals(topic)
                            && database.has(view);
                });
    }

    @Override
    public boolean resume(FeatureView view) {
        return run(
                "read",
                database ->
                        database.has(view.name())
                                && database.db().get(database.meta(), completed(view.name()))
                                        != null);
    }

    @Override
    public void complete(FeatureView view) {
        run(
                WRITTEN,
                database -> {
                    database.db().put(database.meta(), completed(view.name()), new byte[0]);
                    return null;
                });
    }

    @Override
    public void drop(String view) {
        run(
                WRITTEN,
                database -> {
                    forget(database, view);
                    return null;
                });
    }

    private void forget(RocksDatabase database, String view) throws RocksDBException {
        // Places first: without them an empty view is followed from its beginning.
        byte[] places = prefix(view);
        byte[] behind = places.clone();
        behind[behind.length - 1]++;
        database.db().deleteRange(database.meta(), places, behind);
        database.db().delete(database.meta(), topic(view));
        swept.remove(view);
        database.drop(view);
    }

    private static byte[] prefix(String view) {
        return ("place:" + view + ":").getBytes(UTF_8);
    }

    @Override
    public KnownFeatures read(FeatureView view, String key) {
        byte[] packed =
                run(
                        "read",
                        database ->
                                database.db()
                                        .get(
                                                database.family(view.name()),
                                                database.reads(),
                                                key.getBytes(UTF_8)));
        return packed == null ? null : PackedFeatures.read(view.features(), packed);
    }

    @Override
    public List<KnownFeatures> read(FeatureView view, List<String> keys) {
        List<KnownFeatures> known = new ArrayList<>(keys.size());
        for (byte[] packed : packed(view, keys)) {
            known.add(packed == null ? null : PackedFeatures.read(view.features(), packed));
        }
        return known;
    }

    private List<byte[]> packed(FeatureView view, List<String> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        List<byte[]> names = keys.stream().map(key -> key.getBytes(UTF_8)).toList();
        return run(
                "read",
                database -> {
                    ColumnFamilyHandle family = database.family(view.name());
                    List<ColumnFamilyHandle> same = new ArrayList<>(names.size());
                    names.forEach(name -> same.add(family));
                    return database.db().multiGetAsList(database.reads(), same, names);
                });
    }

    @Override
    public List<FeatureWrite> write(FeatureView view, List<FeatureWrite> given) {
        if (isBroken) {
            mend();
        }
        Map<String, byte[]> latest = new LinkedHashMap<>();
        List<String> keys = given.stream().map(FeatureWrite::key).distinct().toList();
        List<byte[]> before = packed(view, keys);
        for (int i = 0; i < keys.size(); i++) {
            latest.put(keys.get(i), before.get(i));
        }
        Map<String, FeatureWrite> late = new LinkedHashMap<>();
        Map<String, byte[]> changed = new HashMap<>();
        for (FeatureWrite write : given) {
            byte[] known = latest.get(write.key());
            long time = PackedFeatures.micros(write.features().time());
            if (known != null && PackedFeatures.time(known) > time) {
                late.put(
                        write.key(),
                        new FeatureWrite(
                                view, write.key(), PackedFeatures.read(view.features(), known)));
            } else {
                byte[] packed = PackedFeatures.write(write.features());
                latest.put(write.key(), packed);
                changed.put(write.key(), packed);
                late.remove(write.key());
            }
        }
        run(
                WRITTEN,
                database -> {
                    ColumnFamilyHandle family = database.family(view.name());
                    try (WriteBatch batch = new WriteBatch()) {
                        for (Map.Entry<String, byte[]> entry : changed.entrySet()) {
                            batch.put(family, entry.getKey().getBytes(UTF_8), entry.getValue());
                        }
                        database.db().write(database.writes(), batch);
                    }
                    return null;
                });
        return List.copyOf(late.values());
    }

    @Override
    public void forget(FeatureView view, List<String> keys) {
        run(
                WRITTEN,
                database -> {
                    for (String key : keys) {
                        database.db().delete(database.family(view.name()), key.getBytes(UTF_8));
                    }
                    return null;
                });
    }

    @Override
    public Map<Integer, Long> places(FeatureView view) {
        if (isBroken) {
            mend();
        }
        byte[] prefix = prefix(view.name());
        return run(
                "read",
                database -> {
                    Map<Integer, Long> places = new HashMap<>();
                    try (RocksIterator iterator = database.db().newIterator(database.meta())) {
                        for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
                            String key = new String(iterator.key(), UTF_8);
                            if (!key.startsWith("place:" + view.name() + ":")) {
                                break;
                            }
                            if (iterator.value().length == Long.BYTES) {
                                places.put(
                                        Integer.parseInt(key.substring(prefix.length)),
                                        ByteBuffer.wrap(iterator.value()).getLong());
                            }
                        }
                        iterator.status();
                    }
                    return places;
                });
    }

    @Override
    public void reached(FeatureView view, Map<Integer, Long> places) {
        run(
                WRITTEN,
                database -> {
                    try (WriteBatch batch = new WriteBatch()) {
                        for (Map.Entry<Integer, Long> place : places.entrySet()) {
                            batch.put(
                                    database.meta(),
                                    ("place:" + view.name() + ":" + place.getKey()).getBytes(UTF_8),
                                    ByteBuffer.allocate(Long.BYTES)
                                            .putLong(place.getValue())
                                            .array());
                        }
                        database.db().write(database.writes(), batch);
                    }
                    return null;
                });
    }

    @Override
    public long sweep(FeatureView view) {
        if (view.timeToLive().isEmpty()) {
            return 0;
        }
        long oldest = PackedFeatures.micros(Instant.now().minus(view.timeToLive().get()));
        return run(
                WRITTEN,
                database -> {
                    ColumnFamilyHandle family = database.family(view.name());
                    long removed = 0;
                    byte[] next = swept.remove(view.name());
                    try (RocksIterator iterator = database.db().newIterator(family);
                            WriteBatch batch = new WriteBatch()) {
                        if (next == null) {
                            iterator.seekToFirst();
                        } else {
                            iterator.seek(next);
                        }
                        int seen = 0;
                        for (; iterator.isValid() && seen < SWEPT_AT_ONCE; iterator.next()) {
                            seen++;
                            if (ByteBuffer.wrap(iterator.value()).getLong() < oldest) {
                                batch.delete(family, iterator.key());
                                removed++;
                            }
                        }
                        if (iterator.isValid()) {
                            swept.put(view.name(), iterator.key());
                        }
                        iterator.status();
                        database.db().write(database.writes(), batch);
                    }
                    return removed;
                });
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            isBroken = false;
            release();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void release() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
