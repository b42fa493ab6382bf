package dev.heddle.serving;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one loaded version has done since it was loaded, in the terms of the Open Inference
 * Protocol's statistics extension. Written by many threads.
 */
public final class InferenceStatistics {
    private final Duration success = new Duration();
    private final Duration failure = new Duration();
    private final Duration queue = new Duration();
    private final Duration input = new Duration();
    private final Duration inference = new Duration();
    private final Duration output = new Duration();
    private final Duration cacheHit = new Duration();
    private final Duration cacheMiss = new Duration();
    private final LongAdder records = new LongAdder();
    private final LongAdder executions = new LongAdder();
    private final Map<Integer, Batches> batches = new ConcurrentHashMap<>();
    private volatile long lastMillis;

    InferenceStatistics() {}

    void succeeded(long nanos) {
        success.add(1, nanos);
    }

    void failed(long nanos) {
        failure.add(1, nanos);
    }

    void cacheHit(long nanos) {
        cacheHit.add(1, nanos);
        lastMillis = System.currentTimeMillis();
    }

    void cacheMiss(long nanos) {
        cacheMiss.add(1, nanos);
    }

    /**
     * Some calls have run together.
     *
     * @param calls how many
     * @param size how many records they held
     * @param times what all of the calls together spent, in nanoseconds
     */
    void ran(int calls, int size, Times times) {
        records.add(size);
        executions.increment();
        queue.add(calls, times.queue);
        input.add(calls, times.input);
        inference.add(calls, times.inference * calls);
        output.add(calls, times.output);
        Batches batch = batches.get(size);
        if (batch == null) {
            batch = batches.computeIfAbsent(size, s -> new Batches());
        }
        batch.input.add(1, times.input);
        batch.inference.add(1, times.inference);
        batch.output.add(1, times.output);
        lastMillis = System.currentTimeMillis();
    }

    /**
     * What a run took, in nanoseconds.
     *
     * @param queue waiting, of all calls
     * @param input reading, of all calls
     * @param inference the run itself
     * @param output making the answers, of all calls
     */
    record Times(long queue, long input, long inference, long output) {}

    /** A count of things and the time that they took. */
    public record CountAndTime(long count, long nanos) {}

    /** The runs of one size. */
    public record BatchSize(
            int size, CountAndTime input, CountAndTime inference, CountAndTime output) {}

    /**
     * All figures, each read by itself while calls go on.
     *
     * @param lastMillis when something was inferred last, in milliseconds since 1970; empty if
     *     never
     * @param records how many records were scored
     * @param executions how many runs that took
     */
    public record Snapshot(
            Optional<Long> lastMillis,
            long records,
            long executions,
            CountAndTime success,
            CountAndTime failure,
            CountAndTime queue,
            CountAndTime input,
            CountAndTime inference,
            CountAndTime output,
            CountAndTime cacheHit,
            CountAndTime cacheMiss,
            List<BatchSize> batches) {}

    /** The figures now. */
    public Snapshot snapshot() {
        return new Snapshot(
                lastMillis == 0 ? Optional.empty() : Optional.of(lastMillis),
                records.sum(),
                executions.sum(),
                success.snapshot(),
                failure.snapshot(),
                queue.snapshot(),
                input.snapshot(),
                inference.snapshot(),
                output.snapshot(),
                cacheHit.snapshot(),
                cacheMiss.snapshot(),
                new TreeMap<>(batches)
                        .entrySet().stream()
                                .map(
                                        batch ->
                                                new BatchSize(
                                                        batch.getKey(),
                                                        batch.getValue().input.snapshot(),
                                                        batch.getValue().inference.snapshot(),
                                                        batch.getValue().output.snapshot()))
                                .toList());
    }

    private static final class Batches {
        private final Duration input = new Duration();
        private final Duration inference = new Duration();
        private final Duration output = new Duration();
    }

    private static final class Duration {
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        void add(long howMany, long howLong) {
            count.add(howMany);
            nanos.add(howLong);
        }

        CountAndTime snapshot() {
            return new CountAndTime(count.sum(), nanos.sum());
        }
    }
}
