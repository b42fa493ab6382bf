package dev.heddle.sketches;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Parts of one state, so that threads seldom wait for each other: each thread has one that it uses
 * first.
 *
 * @param <S> what holds a part
 */
final class Stripes<S extends ReentrantLock> {
    private final AtomicReferenceArray<S> stripes;
    private final Supplier<S> empty;

    /** As many parts as there are processors, each made when it is first used. */
    Stripes(Supplier<S> empty) {
        int processors = Math.min(64, Runtime.getRuntime().availableProcessors());
        this.stripes = new AtomicReferenceArray<>(Integer.highestOneBit(2 * processors - 1));
        this.empty = empty;
    }

    /** A part that is locked for the calling thread; null if all are in use. */
    S tryAcquire() {
        int first = place();
        for (int i = 0; i < stripes.length(); i++) {
            S stripe = at(first + i & stripes.length() - 1);
            if (stripe.tryLock()) {
                return stripe;
            }
        }
        return null;
    }

    /** A part that is locked for the calling thread, waited for where all are in use. */
    S acquire() {
        S stripe = tryAcquire();
        if (stripe == null) {
            stripe = at(place());
            stripe.lock();
        }
        return stripe;
    }

    /** The parts that were used so far. */
    List<S> used() {
        List<S> used = new ArrayList<>();
        for (int i = 0; i < stripes.length(); i++) {
            S stripe = stripes.get(i);
            if (stripe != null) {
                used.add(stripe);
            }
        }
        return used;
    }

    private S at(int place) {
        S stripe = stripes.get(place);
        if (stripe == null) {
            stripe = empty.get();
            if (!stripes.compareAndSet(place, null, stripe)) {
                stripe = stripes.get(place);
            }
        }
        return stripe;
    }

    /** Threads are numbered one after the other; multiplying spreads those that are alike. */
    @SuppressWarnings("deprecation") // threadId() is there from release 19 on
    private int place() {
        long id = Thread.currentThread().getId();
        return (int) (id * 0x9E3779B97F4A7C15L >>> 32) & stripes.length() - 1;
    }
}
