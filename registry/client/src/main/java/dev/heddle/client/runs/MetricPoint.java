package dev.heddle.client.runs;

import java.time.Instant;
import java.util.Objects;

/**
 * One value of a metric.
 *
 * @param name the metric's name
 * @param value the value; NaN and the infinities are values too
 * @param step the step that it belongs to, such as an epoch
 * @param at when it was measured, to the millisecond
 */
public record MetricPoint(String name, double value, long step, Instant at) {
    public MetricPoint {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(at, "at");
    }
}
