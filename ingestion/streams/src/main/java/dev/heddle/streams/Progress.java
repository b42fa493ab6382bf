package dev.heddle.streams;

import dev.heddle.model.HeddleException;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a stream does in this process. Safe for use by many threads. */
final class Progress {
    final LongAdder processed = new LongAdder();
    final LongAdder emitted = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder deadLetters = new LongAdder();
    private volatile String lastError;

    void failed(Throwable failure) {
        lastError = describe(failure);
    }

    /** The last failure as a sentence; null if there was none. */
    String lastError() {
        return lastError;
    }

    static String describe(Throwable failure) {
        Throwable cause = DeadLetters.cause(failure);
        if (cause instanceof HeddleException) {
            return cause.getMessage();
        }
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : "%s: %s".formatted(cause.getClass().getSimpleName(), cause.getMessage());
    }
}
