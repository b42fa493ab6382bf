package dev.heddle.dashboard;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The streams of events that browsers have open: a bounded number, each for a while, after which
 * the browser begins another; none when the process ends, which waits for its requests.
 */
@Singleton
public final class OpenStreams {
    private static final int MOST = 200;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean isEnding;

    /**
     * The beats of a new stream, on a thread that may block.
     *
     * @throws HeddleException with {@code OVERLOADED} if too many streams are open
     */
    Multi<Long> beats(Duration every) {
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            throw new HeddleException(
                    ErrorCode.OVERLOADED,
                    "%d pages update by themselves already; reload this one".formatted(MOST));
        }
        return Multi.createFrom()
                .ticks()
                .every(every)
                .onOverflow()
                .drop()
                .select()
                .first(LONGEST.dividedBy(every))
                .select()
                .first(beat -> !isEnding)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .onTermination()
                .invoke(open::decrementAndGet);
    }

    /** Ends every stream with its next beat, and each new one at once. */
    public void end() {
        isEnding = true;
    }
}
