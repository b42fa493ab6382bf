package dev.heddle.dashboard;

import dev.heddle.client.LogPart;
import dev.heddle.model.HeddleException;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that follow. Each event holds a part, and its id is where the next one begins: a browser
 * that lost the connection says it when it comes back, so that no line is lost and none comes
 * twice.
 */
@Singleton
public final class LogStreams {
    /** How many bytes of a log's end a page shows before it follows. */
    public static final int SHOWN = 64 << 10;

    /**
     * No log: for a page that is made again while it is shown. Its log follows by itself, and
     * stands in no part that is replaced.
     */
    public static final LogPart NONE = new LogPart("", 0, true);

    private static final Logger LOG = LoggerFactory.getLogger(LogStreams.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** The name of events whose part is the first of a log that has begun anew. */
    private static final String ANEW = "anew";

    private final OpenStreams streams;

    LogStreams(OpenStreams streams) {
        this.streams = streams;
    }

    /**
     * A log from a place on. Where what is there ends before that place, another log has taken its
     * place; its first part comes in an event {@value #ANEW}.
     *
     * @param sse makes events
     * @param from where to begin
     * @param lastEventId where the browser says that it was; empty or null if it says nothing
     * @param read reads the part from a place on; may block, and is called on a thread that may
     * @throws HeddleException with {@code OVERLOADED} if too many streams are open
     */
    public Multi<OutboundSseEvent> follow(
            Sse sse, long from, String lastEventId, LongFunction<LogPart> read) {
        AtomicLong place = new AtomicLong(place(from, lastEventId));
        return streams.beats(EVERY)
                .map(beat -> next(place, read))
                .select()
                .where(next -> next.isAnew() || next.part().ended() || next.hasText())
                .map(next -> event(sse, next));
    }

    /**
     * All that a log holds by now, as an answer of plain text.
     *
     * @param read reads the part from a place on
     * @throws HeddleException if the first part cannot be read
     */
    public Response whole(LongFunction<LogPart> read) {
        LogPart first = read.apply(0);
        StreamingOutput content =
                out -> {
                    LogPart part = first;
                    while (!part.text().isEmpty()) {
                        out.write(part.text().getBytes(StandardCharsets.UTF_8));
                        part = read.apply(part.next());
                    }
                };
        return Response.ok(content).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private static long place(long from, String lastEventId) {
        boolean isPlace = lastEventId != null && lastEventId.matches("[0-9]{1,18}");
        return isPlace ? Long.parseLong(lastEventId) : Math.max(0, from);
    }

    /** A part, and whether it is the first of another log than before. */
    private record Next(LogPart part, boolean isAnew) {
        boolean hasText() {
            return !part.text().isEmpty();
        }
    }

    /** What cannot be read now may be read the next time. */
    private static Next next(AtomicLong place, LongFunction<LogPart> read) {
        try {
            LogPart part = read.apply(place.get());
            boolean isAnew = part.next() < place.get();
            if (isAnew) {
                part = read.apply(0);
            }
            place.set(part.next());
            return new Next(part, isAnew);
        } catch (RuntimeException e) {
            LOG.debug("A log could not be read.", e);
            return new Next(new LogPart("", place.get(), false), false);
        }
    }

    private static OutboundSseEvent event(Sse sse, Next next) {
        OutboundSseEvent.Builder event =
                sse.newEventBuilder()
                        .id(Long.toString(next.part().next()))
                        .mediaType(MediaType.APPLICATION_JSON_TYPE)
                        .data(next.part());
        return next.isAnew() ? event.name(ANEW).build() : event.build();
    }
}
