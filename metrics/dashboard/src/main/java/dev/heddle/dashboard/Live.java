package dev.heddle.dashboard;

import dev.heddle.model.HeddleException;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages that update by themselves: the page is made again every few seconds and sent when it
 * differs from what was sent before.
 */
@Singleton
public final class Live {
    /** The media type of a page's changes: for those who ask for it, and nobody else. */
    public static final String EVENTS = "text/event-stream;qs=0.1";

    private static final Logger LOG = LoggerFactory.getLogger(Live.class);
    private static final Duration EVERY = Duration.ofSeconds(3);

    private final OpenStreams streams;

    Live(OpenStreams streams) {
        this.streams = streams;
    }

    /**
     * The page as it changes.
     *
     * @param page makes the page; may block, and is called on a thread that may
     * @throws HeddleException with {@code OVERLOADED} if too many streams are open
     */
    public Multi<String> follow(Supplier<String> page) {
        return streams.beats(EVERY)
                .map(beat -> attempt(page))
                .select()
                .where(html -> !html.isEmpty())
                .skip()
                .repetitions();
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
