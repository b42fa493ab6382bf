package dev.heddle.serving;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long a version's runs take, as lately measured, which decides where its calls run.
 *
 * <p>A moving average for every size class of batches, 1, 2, 3–4, 5–8 records and so on, since a
 * batch takes less time than its records by themselves. Written by many threads without locks: a
 * lost update only makes it a little older. A run that took very long counts at once, since it held
 * up every call of its thread; one that took less than a hundred times the limit may have been the
 * machine's doing, and counts when it is the second in a row.
 */
final class RunTime {
    private static final int WEIGHT = 16;
    private static final int CLASSES = 33;

    private final long limitNanos;
    private final AtomicLongArray averages = new AtomicLongArray(CLASSES);
    private volatile boolean lastWasSlow;

    /** Nothing is known yet: every run is expected to take longer than the limit. */
    RunTime(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    /** How long a run of so many records is expected to take, in nanoseconds. */
    long expected(int records) {
        int wanted = sizeClass(records);
        long average = averages.get(wanted);
        if (average > 0) {
            return average;
        }
        for (int smaller = wanted - 1; smaller >= 0; smaller--) {
            average = averages.get(smaller);
            if (average > 0) {
                return average << Math.min(20, wanted - smaller);
            }
        }
        for (int larger = wanted + 1; larger < CLASSES; larger++) {
            average = averages.get(larger);
            if (average > 0) {
                return average;
            }
        }
        return limitNanos * 2;
    }

    /** Takes a measurement of a run. */
    void add(long nanos, int records) {
        int index = sizeClass(records);
        long average = averages.get(index);
        boolean isSlow = nanos > 10 * limitNanos;
        boolean isCertain = nanos > 100 * limitNanos || (isSlow && lastWasSlow);
        long next =
                average == 0 || (isCertain && nanos > average)
                        ? nanos
                        : average + (nanos - average) / WEIGHT;
        lastWasSlow = isSlow;
        averages.set(index, Math.max(1, next));
    }

    private static int sizeClass(int records) {
        return records <= 1 ? 0 : 32 - Integer.numberOfLeadingZeros(records - 1);
    }
}
