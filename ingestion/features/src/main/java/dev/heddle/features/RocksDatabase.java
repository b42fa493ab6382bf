package dev.heddle.features;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * RocksDB as it is opened for features: many small values, which are found by their whole keys.
 * Safe for use by many threads until it is closed; then none may be using it.
 */
final class RocksDatabase implements AutoCloseable {
    private static final int WRITE_BUFFER = 32 << 20;

    /** What all views together have written and not flushed. */
    private static final long MOST_WRITTEN = 96L << 20;

    private static final int MOST_LOG = 128 << 20;

    private final Map<String, ColumnFamilyHandle> families = new ConcurrentHashMap<>();
    private final Deque<AbstractNativeReference> parts = new ArrayDeque<>();
    private final ColumnFamilyOptions options;
    private final ReadOptions reads;
    private final WriteOptions writes;
    private final ColumnFamilyHandle meta;
    private final RocksDB db;

    RocksDatabase(Path folder, long cacheBytes) throws RocksDBException {
        RocksDB.loadLibrary();
        try {
            options = part(options(part(new LRUCache(cacheBytes)), part(new BloomFilter(10))));
            reads = part(new ReadOptions());
            writes = part(new WriteOptions());
            List<ColumnFamilyDescriptor> descriptors = descriptors(folder);
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            DBOptions all =
                    part(
                            new DBOptions()
                                    .setCreateIfMissing(true)
                                    .setDbWriteBufferSize(MOST_WRITTEN)
                                    .setMaxTotalWalSize(MOST_LOG)
                                    .setMaxBackgroundJobs(2)
                                    .setKeepLogFileNum(2)
                                    .setMaxOpenFiles(512));
            db = part(RocksDB.open(all, folder.toString(), descriptors, handles));
            meta = handles.get(0);
            for (int i = 1; i < handles.size(); i++) {
                families.put(new String(descriptors.get(i).getName(), UTF_8), handles.get(i));
            }
        } catch (RocksDBException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private <T extends AbstractNativeReference> T part(T part) {
        parts.push(part);
        return part;
    }

    private static ColumnFamilyOptions options(Cache cache, BloomFilter bloom) {
        return new ColumnFamilyOptions()
                .setWriteBufferSize(WRITE_BUFFER)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setMemtablePrefixBloomSizeRatio(0.05)
                .setMemtableWholeKeyFiltering(true)
                .setTableFormatConfig(
                        new BlockBasedTableConfig()
                                .setBlockCache(cache)
                                .setFilterPolicy(bloom)
                                .setBlockSize(4 << 10)
                                .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
                                .setDataBlockHashTableUtilRatio(0.75));
    }

    private List<ColumnFamilyDescriptor> descriptors(Path folder) throws RocksDBException {
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        try (Options listing = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(listing, folder.toString())) {
                descriptors.add(new ColumnFamilyDescriptor(name, options));
            }
        }
        if (descriptors.isEmpty()) {
            descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options));
        }
        return descriptors;
    }

    RocksDB db() {
        return db;
    }

    ReadOptions reads() {
        return reads;
    }

    WriteOptions writes() {
        return writes;
    }

    /** The column family of what is no view. */
    ColumnFamilyHandle meta() {
        return meta;
    }

    boolean has(String view) {
        return families.containsKey(view);
    }

    /** The column family of a view; throws with {@code NOT_READY} if there is none. */
    ColumnFamilyHandle family(String view) {
        ColumnFamilyHandle family = families.get(view);
        if (family == null) {
            throw new HeddleException(
                    ErrorCode.NOT_READY, "feature view '%s' is not open yet".formatted(view));
        }
        return family;
    }

    void create(String view) throws RocksDBException {
        families.put(
                view,
                db.createColumnFamily(new ColumnFamilyDescriptor(view.getBytes(UTF_8), options)));
    }

    /** Drops a view's column family, if there is one. */
    void drop(String view) throws RocksDBException {
        ColumnFamilyHandle family = families.remove(view);
        if (family != null) {
            // A read may still have the handle, which is closed with the database.
            db.dropColumnFamily(family);
        }
    }

    @Override
    public void close() {
        families.clear();
        // Handles belong to the database, and it goes before what it was opened with.
        parts.forEach(AbstractNativeReference::close);
        parts.clear();
    }
}
