package dev.heddle.client.monitors;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a field's values are spread, beside its baseline.
 *
 * @param drift how far the two are apart
 * @param bins shares of the values, in the same bins for both
 * @param now figures of the values
 * @param baseline figures of the baseline's values; empty without one
 * @param series the drift over time, oldest first
 */
public record FieldDistribution(
        FieldDrift drift,
        List<Bin> bins,
        Statistics now,
        Optional<Statistics> baseline,
        List<Point> series) {
    public FieldDistribution {
        Objects.requireNonNull(drift, "drift");
        bins = List.copyOf(bins);
        series = List.copyOf(series);
    }

    /**
     * A bin.
     *
     * @param label its bounds, {@code 10 – 20}, or the value
     * @param from its lower bound, for numbers
     * @param to its upper bound, for numbers
     * @param now the share of values in it, 0 to 1
     * @param baseline the same of the baseline; empty without one
     */
    public record Bin(
            String label,
            Optional<Double> from,
            Optional<Double> to,
            double now,
            Optional<Double> baseline) {}

    /** What can be said of values in numbers; quantiles at 0, 0.05, 0.25, 0.5, 0.75, 0.95 and 1. */
    public record Statistics(
            long rows, long missing, Optional<Double> distinct, List<Double> quantiles) {}

    /** A figure at a time; the quantiles are those of the values then. */
    public record Point(
            Instant time,
            Optional<Double> psi,
            Optional<Double> missing,
            Optional<Double> p05,
            Optional<Double> p50,
            Optional<Double> p95) {}
}
