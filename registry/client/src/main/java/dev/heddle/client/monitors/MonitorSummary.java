package dev.heddle.client.monitors;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How one version did lately: in the last hour, unless it says otherwise.
 *
 * @param model the model's name
 * @param version the version's number
 * @param state the worst of its checks
 * @param calls how many calls and rows there were
 * @param errorRate which share of them failed, 0 to 1
 * @param p50Millis what a call took at the median; empty without calls
 * @param p99Millis what a call took at the 99th percentile; empty without calls
 * @param drift the largest population stability index of its fields; empty without a baseline
 * @param driftField the field that has it
 * @param quality the accuracy, or the mean absolute error of numbers; empty without outcomes
 * @param qualityName which of the two
 * @param lastSeen when it was called last; empty if never
 * @param spark figures of equal parts of that time, oldest first, for small charts
 * @param alerts the checks that are not as they should be
 */
public record MonitorSummary(
        String model,
        int version,
        MonitorState state,
        long calls,
        double errorRate,
        Optional<Double> p50Millis,
        Optional<Double> p99Millis,
        Optional<Double> drift,
        Optional<String> driftField,
        Optional<Double> quality,
        Optional<String> qualityName,
        Optional<Instant> lastSeen,
        List<SeriesPoint> spark,
        List<MonitorCheck> alerts) {
    public MonitorSummary {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(state, "state");
        spark = List.copyOf(spark);
        alerts = List.copyOf(alerts);
    }

    /** The same of a model that has another name now. */
    public MonitorSummary of(String name) {
        return new MonitorSummary(
                name,
                version,
                state,
                calls,
                errorRate,
                p50Millis,
                p99Millis,
                drift,
                driftField,
                quality,
                qualityName,
                lastSeen,
                spark,
                alerts);
    }
}
