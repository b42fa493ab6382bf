package dev.heddle.monitors.outcomes;

import java.util.Arrays;

/**
 * Counts by a small number: a few pairs while there are few, an array once there are many. Not safe
 * for use by many threads.
 */
final class BinCounts {
    private static final int MOST_PAIRS = 32;

    private final int range;
    private int[] keys = new int[2];
    private long[] values = new long[2];
    private int size;
    private long[] all;

    /** Counts by numbers from 0 to before a range. */
    BinCounts(int range) {
        this.range = range;
    }

    /** Takes a number and its count, which is not 0. */
    @FunctionalInterface
    interface Taker<E extends Exception> {
        void take(int key, long count) throws E;
    }

    /** Counts on. */
    void add(int key, long by) {
        if (all != null) {
            all[key] += by;
            return;
        }
        int at = Arrays.binarySearch(keys, 0, size, key);
        if (at >= 0) {
            values[at] += by;
        } else if (size == MOST_PAIRS) {
            spread();
            all[key] += by;
        } else {
            insert(-at - 1, key, by);
        }
    }

    private void insert(int at, int key, long by) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        System.arraycopy(keys, at, keys, at + 1, size - at);
        System.arraycopy(values, at, values, at + 1, size - at);
        keys[at] = key;
        values[at] = by;
        size++;
    }

    private void spread() {
        all = new long[range];
        for (int i = 0; i < size; i++) {
            all[keys[i]] = values[i];
        }
    }

    /** How often a number was counted. */
    long get(int key) {
        if (all != null) {
            return all[key];
        }
        int at = Arrays.binarySearch(keys, 0, size, key);
        return at < 0 ? 0 : values[at];
    }

    /** How many numbers have a count. */
    int size() {
        int[] count = new int[1];
        forEach((key, value) -> count[0]++);
        return count[0];
    }

    /** Gives every number that has a count, in order. */
    <E extends Exception> void forEach(Taker<E> taker) throws E {
        int most = all == null ? size : range;
        for (int i = 0; i < most; i++) {
            long value = all == null ? values[i] : all[i];
            if (value != 0) {
                taker.take(all == null ? keys[i] : i, value);
            }
        }
    }
}
