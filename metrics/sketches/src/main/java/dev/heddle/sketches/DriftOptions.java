package dev.heddle.sketches;

import java.util.Set;

/**
 * What counts as drift. A figure does if it is larger than what it may be in practice and than what
 * chance explains for so many rows.
 *
 * @param level the probability that chance alone gives drift in any field of a window
 * @param stabilityIndex the least population stability index that matters
 * @param kolmogorovSmirnov the least distance of the distribution functions that matters
 * @param jensenShannon the least Jensen-Shannon distance that matters
 * @param missing the least increase of the share of missing values that matters
 * @param unknown the least share of unknown values that matters
 * @param leastRows how many rows baseline and window have at least, to be compared
 * @param ignored fields that are not judged, {@code input.day}; their figures are told
 */
public record DriftOptions(
        double level,
        double stabilityIndex,
        double kolmogorovSmirnov,
        double jensenShannon,
        double missing,
        double unknown,
        int leastRows,
        Set<String> ignored) {
    /**
     * A level of 0.5 %, a stability index and a distance of 0.1, a Jensen-Shannon distance of 0.13,
     * about what that index gives, 5 % more missing, 2 % unknown, of 100 rows.
     */
    public static final DriftOptions DEFAULT =
            new DriftOptions(0.005, 0.1, 0.1, 0.13, 0.05, 0.02, 100, Set.of());

    public DriftOptions {
        if (!(level > 0 && level <= 0.5)) {
            throw new IllegalArgumentException("a level is above 0, 0.5 at most, got " + level);
        }
        if (leastRows < 20) {
            throw new IllegalArgumentException("20 rows at least are compared, got " + leastRows);
        }
        requireShare("stabilityIndex", stabilityIndex, Double.MAX_VALUE);
        requireShare("kolmogorovSmirnov", kolmogorovSmirnov, 1);
        requireShare("jensenShannon", jensenShannon, 1);
        requireShare("missing", missing, 1);
        requireShare("unknown", unknown, 1);
        ignored = Set.copyOf(ignored);
    }

    private static void requireShare(String name, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException(
                    "%s is from 0 to %s, got %s".formatted(name, most, value));
        }
    }

    /**
     * The same with another stability index; the distances change with it as they do for a normal
     * distribution that moves.
     */
    public DriftOptions withStabilityIndex(double index) {
        double factor = Math.sqrt(index / DEFAULT.stabilityIndex);
        return new DriftOptions(
                level,
                index,
                Math.min(1, DEFAULT.kolmogorovSmirnov * factor),
                Math.min(1, DEFAULT.jensenShannon * factor),
                missing,
                unknown,
                leastRows,
                ignored);
    }

    /** The same with other fields that are not judged. */
    public DriftOptions withIgnored(Set<String> fields) {
        return new DriftOptions(
                level,
                stabilityIndex,
                kolmogorovSmirnov,
                jensenShannon,
                missing,
                unknown,
                leastRows,
                fields);
    }
}
