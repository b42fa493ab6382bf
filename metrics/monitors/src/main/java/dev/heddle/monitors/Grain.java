package dev.heddle.monitors;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The pieces of time that figures are kept in, each made of those of the one before. */
enum Grain {
    FIVE_MINUTES(Duration.ofMinutes(5), Duration.ZERO),
    HOUR(Duration.ofHours(1), Duration.ofMinutes(1)),
    DAY(Duration.ofDays(1), Duration.ofMinutes(10));

    private final Duration length;
    private final Duration patience;

    Grain(Duration length, Duration patience) {
        this.length = length;
        this.patience = patience;
    }

    Duration length() {
        return length;
    }

    int seconds() {
        return (int) length.toSeconds();
    }

    /** How long changes gather before a piece is made anew. */
    Duration patience() {
        return patience;
    }

    /** The begin of the piece that a time is in. */
    Instant floor(Instant time) {
        return floor(time, length);
    }

    /** The begin of the piece that a time is in; pieces are counted from 1970 on, as UTC goes. */
    static Instant floor(Instant time, Duration length) {
        long seconds = length.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
    }

    /** The next longer one; empty for the longest. */
    Optional<Grain> longer() {
        return switch (this) {
            case FIVE_MINUTES -> Optional.of(HOUR);
            case HOUR -> Optional.of(DAY);
            case DAY -> Optional.empty();
        };
    }

    /** The grain of so many seconds. */
    static Grain ofSeconds(int seconds) {
        for (Grain grain : values()) {
            if (grain.seconds() == seconds) {
                return grain;
            }
        }
        throw new IllegalArgumentException("there is no grain of " + seconds + " seconds");
    }
}
