package dev.heddle.containers;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Waits for what becomes true by itself. */
public final class Conditions {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Conditions() {}

    /** Waits until a condition holds, for a minute at most. */
    public static void await(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            Thread.onSpinWait();
        }
    }
}
