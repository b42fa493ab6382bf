package dev.heddle.sketches;

import dev.heddle.model.HeddleException;
import dev.heddle.runtime.Records;
import dev.heddle.runtime.Row;
import dev.heddle.sketches.FieldPlan.Reader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A part of a recorder. What is said to be for any thread locks it; for all else, its lock is held.
 */
final class ProfileStripe extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    private final transient FieldPlan plan;
    private final transient SampleRate rate;
    private final transient FieldPlan.Target target;
    private transient FieldRecorder[] fields;
    private long rows;
    private long looked;
    private long random;

    /** How many rows are passed over before the next that is looked at, which weighs that much. */
    private long skip;

    private int weightOfNext;

    /** How many more rows that next one stands for. */
    private int rest;

    private int weight;

    ProfileStripe(FieldPlan plan, SampleRate rate) {
        this.plan = plan;
        this.rate = rate;
        this.random = System.nanoTime() | 1;
        this.target = (place, value) -> fields[place].take(value, weight);
        begin();
    }

    private void begin() {
        fields = plan.recorders();
        rows = 0;
        looked = 0;
        rest = 0;
        choose();
    }

    /** Chooses one of the next rows, as many as an interval has, to stand for all of them. */
    private void choose() {
        int interval = rate.interval();
        int place = interval == 1 ? 0 : (int) (nextRandom() >>> 33) & interval - 1;
        skip = rest + place;
        rest = interval - 1 - place;
        weightOfNext = interval;
    }

    /** Marsaglia's xorshift. */
    private long nextRandom() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return random;
    }

    /** Counts rows, and gives the first of them that is to be looked at; as many if none is. */
    int first(int count) {
        rows += count;
        return next(-1, count);
    }

    /** Gives the next of so many rows that is to be looked at; as many if none is. */
    int next(int previous, int count) {
        long chosen = previous + 1 + skip;
        if (chosen >= count) {
            skip = chosen - count;
            return count;
        }
        weight = weightOfNext;
        looked++;
        rate.countLooked();
        choose();
        return (int) chosen;
    }

    /** Takes the inputs or outputs of a record of several. */
    void take(Records records, int record, Reader[] readers) {
        for (int i = 0; i < readers.length; i++) {
            if (readers[i] != Reader.NONE) {
                readers[i].read(value(records, record, i), target);
            }
        }
    }

    /** A text in a tensor that is not what its field can hold counts as missing. */
    private static Object value(Records records, int record, int field) {
        try {
            return records.boxedAt(record, field);
        } catch (HeddleException e) {
            return null;
        }
    }

    /** Takes the inputs or outputs of a record. */
    void take(Row row, Reader[] readers) {
        for (int i = 0; i < readers.length; i++) {
            if (readers[i] != Reader.NONE) {
                readers[i].read(row.boxedAt(i), target);
            }
        }
    }

    /** How many rows were counted since it began; for any thread. */
    long rows() {
        lock();
        try {
            return rows;
        } finally {
            unlock();
        }
    }

    /** Gives what was taken, and begins anew; for any thread. */
    Part part() {
        lock();
        try {
            Part part = new Part(rows, looked, fields);
            begin();
            return part;
        } finally {
            unlock();
        }
    }

    /** What was taken in some time. */
    record Part(long rows, long looked, FieldRecorder[] fields) {
        Profile finish(int leftOut) {
            Map<String, FieldProfile> profiles = new LinkedHashMap<>();
            for (FieldRecorder field : fields) {
                profiles.put(field.name(), field.finish());
            }
            return new Profile(rows, looked, leftOut, profiles);
        }
    }
}
