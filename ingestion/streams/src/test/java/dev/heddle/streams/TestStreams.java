package dev.heddle.streams;

import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.RetryRule;
import dev.heddle.client.streams.StreamSpec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What the tests of streams share. */
public final class TestStreams {
    private TestStreams() {}

    /** The same stream with another promise. */
    public static StreamSpec with(StreamSpec spec, Delivery delivery) {
        return copy(
                spec,
                delivery,
                spec.parallelism(),
                spec.maxBatch(),
                spec.maxWait(),
                spec.retries());
    }

    /** The same stream with other calls. */
    public static StreamSpec with(StreamSpec spec, int parallelism, int maxBatch) {
        return copy(spec, spec.delivery(), parallelism, maxBatch, spec.maxWait(), spec.retries());
    }

    /** The same stream whose events wait for each other, with rules for errors. */
    public static StreamSpec with(
            StreamSpec spec, Duration maxWait, Map<String, RetryRule> retries) {
        return copy(spec, spec.delivery(), spec.parallelism(), spec.maxBatch(), maxWait, retries);
    }

    private static StreamSpec copy(
            StreamSpec spec,
            Delivery delivery,
            int parallelism,
            int maxBatch,
            Duration maxWait,
            Map<String, RetryRule> retries) {
        StreamSpec json =
                new StreamSpec(
                        spec.name(),
                        spec.model(),
                        spec.topics(),
                        spec.group(),
                        spec.output(),
                        delivery,
                        spec.startAt(),
                        parallelism,
                        maxBatch,
                        maxWait,
                        spec.maxInFlight(),
                        spec.maxBytes(),
                        retries);
        return json.withFormats(spec.format(), spec.outputFormat());
    }

    /** Waits until something holds; tells how things are if that takes too long. */
    static void await(BooleanSupplier condition, Supplier<String> state) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("did not happen in time: " + state.get());
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
