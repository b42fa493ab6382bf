package dev.heddle.serving;

import java.time.Duration;

/**
 * How long one record of a version takes, as lately measured, which decides where its calls run.
 *
 * <p>A moving average, written by many threads without locks: a lost update only makes it a little
 * older. A run that took ten times the limit counts at once, since it held up every call of its
 * event loop.
 */
final class RunTime {
    private static final int WEIGHT = 16;

    private final long limitNanos;
    private volatile long averageNanos;

    RunTime(Duration limit, long firstNanos) {
        this.limitNanos = limit.toNanos();
        this.averageNanos = firstNanos;
    }

    /** Whether so many records are expected to take less than the limit together. */
    boolean isShort(int records) {
        return averageNanos * records < limitNanos;
    }

    /** Takes a measurement of a call with so many records. */
    void add(long nanos, int records) {
        long each = nanos / Math.max(1, records);
        long average = averageNanos;
        averageNanos =
                each > 10 * limitNanos && each > average
                        ? each
                        : average + (each - average) / WEIGHT;
    }

    /** The average of one record, in nanoseconds. */
    long nanos() {
        return averageNanos;
    }
}
