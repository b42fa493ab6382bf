package dev.heddle.sketches;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * At how many rows to look, so that a budget is about kept whatever comes: one of every {@link
 * #interval}, a power of two. Safe for use by many threads.
 */
final class SampleRate {
    private static final int MOST_STEPS = 30;

    private final int budget;
    private final AtomicInteger looked = new AtomicInteger();
    private final AtomicInteger step = new AtomicInteger();

    SampleRate(int budget) {
        this.budget = budget;
    }

    /** How many rows one that is looked at stands for. */
    int interval() {
        return 1 << step.get();
    }

    /**
     * Notes that a row was looked at; each time that the budget is spent, fewer are from then on.
     */
    void countLooked() {
        if (looked.incrementAndGet() % budget == 0) {
            step.updateAndGet(now -> Math.min(MOST_STEPS, now + 1));
        }
    }

    /** Begins anew, with the rate at which so many rows would have kept the budget. */
    void begin(long rows) {
        int fitting = 0;
        while (fitting < MOST_STEPS && rows >> fitting > budget) {
            fitting++;
        }
        looked.set(0);
        step.set(fitting);
    }
}
