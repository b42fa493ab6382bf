package dev.heddle.client.monitors;

import java.util.List;
import java.util.Optional;

/**
 * What a model's monitors hold for right; what is left out is as the configuration says.
 *
 * @param errorRate the share of failed calls that is too much, 0 to 1
 * @param p99Millis the 99th percentile that is too much, in milliseconds
 * @param psi the least population stability index that is drift at all
 * @param ignoredFields fields whose drift does not matter, {@code input.day}
 * @param outcome the output that outcomes are compared with
 * @param score the output that holds the probability of the positive outcome
 * @param segments inputs by whose values quality is told, too
 * @param minimumQuality the accuracy that is too little, or the mean absolute error that is too
 *     much
 */
public record MonitorPolicy(
        Optional<Double> errorRate,
        Optional<Double> p99Millis,
        Optional<Double> psi,
        List<String> ignoredFields,
        Optional<String> outcome,
        Optional<String> score,
        List<String> segments,
        Optional<Double> minimumQuality) {
    /** Everything as the configuration says. */
    public static final MonitorPolicy DEFAULT =
            new MonitorPolicy(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty());

    public MonitorPolicy {
        ignoredFields = ignoredFields == null ? List.of() : List.copyOf(ignoredFields);
        segments = segments == null ? List.of() : List.copyOf(segments);
    }
}
