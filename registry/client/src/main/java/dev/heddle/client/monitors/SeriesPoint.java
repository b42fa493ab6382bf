package dev.heddle.client.monitors;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What happened in one piece of time.
 *
 * @param time its begin
 * @param calls how many calls and rows there were
 * @param errors how many of them failed
 * @param p50Millis percentiles of what calls took, in milliseconds; empty without calls
 * @param drift the largest population stability index; empty where there is too little to say
 */
public record SeriesPoint(
        Instant time,
        long calls,
        long errors,
        Optional<Double> p50Millis,
        Optional<Double> p90Millis,
        Optional<Double> p99Millis,
        Optional<Double> drift) {
    public SeriesPoint {
        Objects.requireNonNull(time, "time");
    }
}
