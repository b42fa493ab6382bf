package dev.heddle.streams;

import java.util.concurrent.TimeUnit;

/** How fast a count grows, over the last seconds. One thread notes, any reads. */
final class Rate {
    private static final int SECONDS = 5;

    private final long[] counts = new long[SECONDS + 1];
    private final long[] times = new long[SECONDS + 1];
    private int size;
    private volatile double perSecond;

    /** Takes the count as it is now. */
    void note(long count) {
        long now = System.nanoTime();
        if (size > 0 && now - times[size - 1] < TimeUnit.SECONDS.toNanos(1)) {
            return;
        }
        if (size == counts.length) {
            System.arraycopy(counts, 1, counts, 0, size - 1);
            System.arraycopy(times, 1, times, 0, size - 1);
            size--;
        }
        counts[size] = count;
        times[size] = now;
        size++;
        if (size > 1) {
            double seconds = (times[size - 1] - times[0]) / 1e9;
            perSecond = (counts[size - 1] - counts[0]) / seconds;
        }
    }

    double perSecond() {
        return perSecond;
    }
}
