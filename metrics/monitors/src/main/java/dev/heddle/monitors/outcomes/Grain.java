package dev.heddle.monitors.outcomes;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The pieces of time that sums are kept by, in UTC. */
enum Grain {
    HOUR(ChronoUnit.HOURS),
    DAY(ChronoUnit.DAYS);

    private static final Duration LONGEST_BY_HOUR = Duration.ofDays(7);
    private static final Duration LONGEST_BY_HOUR_AND_SEGMENT = Duration.ofDays(2);

    /** Up to this age sums are kept by the hour. */
    static final Duration HOURS_KEPT = Duration.ofDays(9);

    private final ChronoUnit unit;

    Grain(ChronoUnit unit) {
        this.unit = unit;
    }

    /** The begin of the piece that a time is in. */
    Instant begin(Instant time) {
        return time.truncatedTo(unit);
    }

    /** What the time that has just passed is asked for by; segments are many, and so by the day. */
    static Grain of(Duration window, boolean bySegment) {
        Duration longest = bySegment ? LONGEST_BY_HOUR_AND_SEGMENT : LONGEST_BY_HOUR;
        return window.compareTo(longest) <= 0 ? HOUR : DAY;
    }
}
