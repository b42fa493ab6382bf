package dev.heddle.dashboard;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages that update by themselves: the page is made again every few seconds and sent when it
 * differs from what was sent before. A stream ends by itself after a while, and the browser begins
 * another; a bounded number is open at a time.
 */
@Singleton
public final class Live {
    /** The media type of a page's changes: for those who ask for it, and nobody else. */
    public static final String EVENTS = "text/event-stream;qs=0.1";

    private static final Logger LOG = LoggerFactory.getLogger(Live.class);
    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final int TICKS = 200;
    private static final int MOST = 100;

    private final AtomicInteger open = new AtomicInteger();

    /**
     * The page as it changes.
     *
     * @param page makes the page; may block, and is called on a thread that may
     * @throws HeddleException with {@code OVERLOADED} if too many pages are open
     */
    public Multi<String> follow(Supplier<String> page) {
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            throw new HeddleException(
                    ErrorCode.OVERLOADED,
                    "%d pages update by themselves already; reload this one".formatted(MOST));
        }
        return Multi.createFrom()
                .ticks()
                .every(EVERY)
                .onOverflow()
                .drop()
                .select()
                .first(TICKS)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(tick -> attempt(page))
                .select()
                .where(html -> !html.isEmpty())
                .skip()
                .repetitions()
                .onTermination()
                .invoke(open::decrementAndGet);
    }

    /** What cannot be made now may be made the next time. */
    private static String attempt(Supplier<String> page) {
        try {
            return page.get();
        } catch (RuntimeException e) {
            LOG.debug("A page could not be made again.", e);
            return "";
        }
    }
}
