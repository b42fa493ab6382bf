package dev.heddle.client.monitors;

import java.util.Objects;
import java.util.Optional;

/**
 * How far a field is from its baseline. Every figure is empty where it makes no sense for the field
 * or where there are too few rows.
 *
 * @param field its name, {@code input.age} or {@code output.score}
 * @param kind what it holds
 * @param state the judgement
 * @param rows how many rows were seen
 * @param psi the population stability index, and what it may be
 * @param kolmogorovSmirnov the largest distance of the distribution functions, and what it may be
 * @param jensenShannon the Jensen-Shannon distance, to the base 2, 0 to 1, and what it may be
 * @param missing the share of rows without a value, and what it may be
 * @param unknown the share of values that the baseline does not have, and what it may be
 * @param message what is wrong; empty if nothing is
 */
public record FieldDrift(
        String field,
        Kind kind,
        MonitorState state,
        long rows,
        Optional<Figure> psi,
        Optional<Figure> kolmogorovSmirnov,
        Optional<Figure> jensenShannon,
        Optional<Figure> missing,
        Optional<Figure> unknown,
        String message) {
    /** How a field is looked at. */
    public enum Kind {
        NUMBER,
        /** Dates and times, in seconds since 1970. Whether a value is there is judged, alone. */
        TIME,
        CATEGORY,
        /** Only whether it is there. */
        PRESENCE
    }

    /** A figure and the most that it may be. */
    public record Figure(double value, double threshold) {}

    public FieldDrift {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(message, "message");
    }
}
