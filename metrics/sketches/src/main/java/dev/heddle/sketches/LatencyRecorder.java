package dev.heddle.sketches;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.datasketches.kll.KllDoublesSketch;

/** Takes how long calls took. Safe for use by many threads, which seldom wait for each other. */
public final class LatencyRecorder {
    private static final double NANOS_OF_MILLI = 1e6;

    private final Stripes<Stripe> stripes = new Stripes<>(Stripe::new);

    /** Takes how long a call took; what is negative counts as nothing. */
    public void record(long nanos) {
        Stripe stripe = stripes.acquire();
        try {
            stripe.add(Math.max(0, nanos) / NANOS_OF_MILLI);
        } finally {
            stripe.unlock();
        }
    }

    /** What was recorded since this was called last, or since the recorder was made. */
    public LatencySketch take() {
        List<LatencySketch> parts = new ArrayList<>();
        for (Stripe stripe : stripes.used()) {
            stripe.lock();
            try {
                parts.add(LatencySketch.of(stripe.take()));
            } finally {
                stripe.unlock();
            }
        }
        return LatencySketch.merge(parts);
    }

    private static final class Stripe extends ReentrantLock {
        private static final long serialVersionUID = 1L;

        private final double[] waiting = new double[256];
        private int waits;
        private transient KllDoublesSketch sketch = QuantileSketch.newSketch();

        void add(double millis) {
            waiting[waits++] = millis;
            if (waits == waiting.length) {
                flush();
            }
        }

        private void flush() {
            sketch.update(waiting, 0, waits);
            waits = 0;
        }

        KllDoublesSketch take() {
            flush();
            KllDoublesSketch taken = sketch;
            sketch = QuantileSketch.newSketch();
            return taken;
        }
    }
}
