package dev.heddle.monitors;

import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A time that has just passed, cut into equal pieces: at most 200, so that a chart of them can be
 * read.
 *
 * @param from its begin, that of a piece
 * @param to its end
 * @param grain how long a piece is
 */
record Window(Instant from, Instant to, Duration grain) {
    static final Duration SHORTEST = Duration.ofMinutes(5);
    static final Duration LONGEST = Duration.ofDays(90);
    static final Duration HOUR = Duration.ofHours(1);

    private static final int MOST_PIECES = 200;

    private static final List<Duration> GRAINS =
            List.of(
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(15),
                    Duration.ofHours(1),
                    Duration.ofHours(4),
                    Duration.ofHours(6),
                    Duration.ofDays(1));

    /**
     * The window that a request asks for.
     *
     * @param text an ISO 8601 duration, {@code PT1H}; null for an hour
     * @throws HeddleException with {@code INVALID_REQUEST} if it is none, or not between five
     *     minutes and 90 days
     */
    static Window parse(String text, Instant now) {
        if (text == null || text.isEmpty()) {
            return of(HOUR, now);
        }
        Duration length;
        try {
            length = Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw bad(text);
        }
        if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
            throw bad(text);
        }
        return of(length, now);
    }

    private static HeddleException bad(String text) {
        return ReportRules.invalid(
                "window is '%.100s', expected a duration from PT5M to P90D, as PT1H or P7D"
                        .formatted(text));
    }

    /** The window of a length that ends now. */
    static Window of(Duration length, Instant now) {
        for (Duration grain : GRAINS) {
            Instant from = Grain.floor(now.minus(length), grain);
            if (Duration.between(from, now).compareTo(grain.multipliedBy(MOST_PIECES)) <= 0) {
                return new Window(from, now, grain);
            }
        }
        throw new IllegalArgumentException("a window of " + length + " is too long");
    }

    /** The begins of the pieces, oldest first. */
    List<Instant> pieces() {
        return Stream.iterate(from, piece -> piece.isBefore(to), piece -> piece.plus(grain))
                .toList();
    }
}
