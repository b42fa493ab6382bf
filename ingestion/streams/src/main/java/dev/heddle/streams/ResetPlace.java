package dev.heddle.streams;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A place that a group is moved to: {@code earliest}, {@code latest}, an offset, or the first event
 * at or after a time.
 *
 * @param word as it was said
 * @param time the time; empty for the others
 */
public record ResetPlace(String word, Optional<Instant> time) {
    /**
     * Reads a place.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if it is none
     */
    public static ResetPlace parse(String text) {
        if (text.equals("earliest") || text.equals("latest") || text.matches("[0-9]{1,18}")) {
            return new ResetPlace(text, Optional.empty());
        }
        try {
            return new ResetPlace(text, Optional.of(Instant.parse(text)));
        } catch (DateTimeException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "to is '%s', expected earliest, latest, an offset, or a time like 2026-11-01T00:00:00Z"
                            .formatted(text));
        }
    }

    /**
     * The offset within a partition.
     *
     * @param first the partition's first offset
     * @param end the one after its last
     * @param atTime that of the time; -1 if no event is as late
     */
    long offset(long first, long end, long atTime) {
        if (time.isPresent()) {
            return atTime < 0 ? end : atTime;
        }
        return switch (word) {
            case "earliest" -> first;
            case "latest" -> end;
            default -> Math.max(first, Math.min(end, Long.parseLong(word)));
        };
    }
}
