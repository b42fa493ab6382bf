package dev.heddle.benchmarks.features;

import dev.heddle.features.OnlineStore;
import dev.heddle.features.RocksStore;
import dev.heddle.model.FeatureView;
import dev.heddle.runtime.FeatureWrite;
import dev.heddle.runtime.KnownFeatures;
import dev.heddle.runtime.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads features of random entities in the process, by the store that is the default: one at a
 * time, a hundred at a time, and one at a time while others are written. Arguments: a folder to
 * work in, how many entities.
 */
public final class FeatureReads {
    private static final int READS = 1_000_000;
    private static final int WRITES_A_SECOND = 5_000;

    private final FeatureView view;
    private final int entities;

    private FeatureReads(int entities) {
        Map<String, String> features = new LinkedHashMap<>();
        features.put("purchases7d", "double");
        features.put("visits7d", "long");
        features.put("lastPage", "string");
        this.view =
                FeatureView.fromMap(
                        Map.of(
                                "name",
                                "activity",
                                "keys",
                                Map.of("customerId", "long"),
                                "features",
                                features,
                                "timeToLive",
                                "7d"));
        this.entities = entities;
    }

    /** Prints the time of a read, in microseconds. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
        FeatureReads reads = new FeatureReads(Integer.parseInt(arguments[1]));
        try (OnlineStore store = new RocksStore(folder.resolve("features"), 64L << 20)) {
            reads.run(store);
        }
    }

    private void run(OnlineStore store) throws InterruptedException {
        store.open(view, "benchmark");
        long begin = System.nanoTime();
        for (int from = 0; from < entities; from += 5_000) {
            store.write(view, writes(from, Math.min(entities, from + 5_000)));
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf("%-34s %,12.0f writes/s%n", "filled", entities / seconds);
        one(store, READS / 4);
        print("one read", one(store, READS));
        hundred(store, 1_000);
        print("a hundred at once", hundred(store, READS / 100));
        Thread writer = new Thread(() -> writeOn(store));
        writer.setDaemon(true);
        writer.start();
        print("one read, 5,000 writes/s beside", one(store, READS));
        writer.interrupt();
        writer.join();
    }

    private List<FeatureWrite> writes(int from, int to) {
        List<FeatureWrite> writes = new ArrayList<>(to - from);
        Instant now = Instant.now();
        for (int i = from; i < to; i++) {
            Row row = new Row(view.features());
            row.set(0, i / 3.0);
            row.set(1, (long) i);
            row.setValue(2, "/page/" + i % 1_000);
            writes.add(new FeatureWrite(view, Integer.toString(i), new KnownFeatures(now, row)));
        }
        return writes;
    }

    private void writeOn(OnlineStore store) {
        SplittableRandom random = new SplittableRandom(3);
        int batch = WRITES_A_SECOND / 100;
        while (!Thread.interrupted()) {
            int from = random.nextInt(entities - batch);
            store.write(view, writes(from, from + batch));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private long[] one(OnlineStore store, int count) {
        SplittableRandom random = new SplittableRandom(1);
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            String key = Integer.toString(random.nextInt(entities));
            long begin = System.nanoTime();
            KnownFeatures known = store.read(view, key);
            nanos[i] = System.nanoTime() - begin;
            if (known == null) {
                throw new IllegalStateException("nothing is known of " + key);
            }
        }
        return nanos;
    }

    private long[] hundred(OnlineStore store, int count) {
        SplittableRandom random = new SplittableRandom(2);
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            List<String> keys = new ArrayList<>(100);
            for (int k = 0; k < 100; k++) {
                keys.add(Integer.toString(random.nextInt(entities)));
            }
            long begin = System.nanoTime();
            if (store.read(view, keys).contains(null)) {
                throw new IllegalStateException("something is not known");
            }
            nanos[i] = System.nanoTime() - begin;
        }
        return nanos;
    }

    private static void print(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "%-34s p50 %7.1f  p99 %7.1f  p99.9 %7.1f µs%n",
                what,
                nanos[nanos.length / 2] / 1e3,
                nanos[nanos.length / 100 * 99] / 1e3,
                nanos[nanos.length / 1000 * 999] / 1e3);
    }
}
