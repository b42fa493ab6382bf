package dev.heddle.cli;

import dev.heddle.client.LogPart;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** A log that is printed from its beginning on, as it comes. */
final class FollowedLog {
    private static final long POLL_MILLIS = 300;

    private FollowedLog() {}

    /**
     * Prints a log.
     *
     * @param read reads the part from an offset in bytes on
     * @param follow whether to go on until it has ended, or to what is there now
     */
    static void print(Session session, LongFunction<LogPart> read, boolean follow)
            throws InterruptedException {
        run(
                read,
                text -> {
                    session.out().print(text);
                    session.out().flush();
                },
                follow);
    }

    /** Hands on a log until it has ended. */
    static void follow(LongFunction<LogPart> read, Consumer<String> printed)
            throws InterruptedException {
        run(read, printed, true);
    }

    private static void run(LongFunction<LogPart> read, Consumer<String> printed, boolean follow)
            throws InterruptedException {
        long offset = 0;
        while (true) {
            LogPart part = read.apply(offset);
            printed.accept(part.text());
            offset = part.next();
            if (part.ended() || (part.text().isEmpty() && !follow)) {
                return;
            }
            if (part.text().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
    }
}
