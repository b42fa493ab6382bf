package dev.heddle.sketches;

import dev.heddle.sketches.Drift.Figure;
import dev.heddle.sketches.Drift.State;
import dev.heddle.sketches.FieldProfile.Category;
import dev.heddle.sketches.FieldProfile.Kind;
import dev.heddle.sketches.QuantileSketch.Distribution;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Judges the fields of one window, with what chance explains shared among all their figures. */
final class DriftJudgement {
    private static final int TESTS_OF_VALUES = 4;

    private final DriftOptions options;
    private final double level;

    /**
     * Judges so many figures, so that chance makes one of them too large with the level's
     * probability at most (Bonferroni).
     */
    DriftJudgement(DriftOptions options, int tests) {
        this.options = options;
        this.level = options.level() / Math.max(1, tests);
    }

    /** How many figures a field has. */
    static int tests(Kind kind) {
        return switch (kind) {
            case NUMBER, CATEGORY -> TESTS_OF_VALUES;
            // Times move on by themselves.
            case TIME, PRESENCE -> 1;
        };
    }

    Drift judge(FieldProfile baseline, FieldProfile window) {
        double before = baseline.effectiveRows();
        double now = window.effectiveRows();
        if (before < options.leastRows() || now < options.leastRows()) {
            return drift(window, Values.NONE, Optional.empty());
        }
        double valuesBefore = before * baseline.present() / baseline.rows();
        double valuesNow = now * window.present() / window.rows();
        Values values =
                valuesBefore < options.leastRows() || valuesNow < options.leastRows()
                        ? Values.NONE
                        : values(baseline, window, valuesBefore, valuesNow);
        double missingBefore = (double) baseline.missing() / baseline.rows();
        double missingNow = (double) window.missing() / window.rows();
        double most = mostOf(missingBefore, before, now, options.missing(), level);
        return drift(window, values, Optional.of(new Figure(missingNow, most)));
    }

    private Drift drift(FieldProfile window, Values values, Optional<Figure> missing) {
        boolean isFar =
                Stream.of(
                                values.stabilityIndex(),
                                values.kolmogorovSmirnov(),
                                values.jensenShannon(),
                                missing,
                                values.unknown())
                        .flatMap(Optional::stream)
                        .anyMatch(Figure::isTooLarge);
        boolean isJudged = !options.ignored().contains(window.name());
        State state = isFar && isJudged ? State.FAR : State.NEAR;
        return new Drift(
                window.name(),
                window.kind(),
                missing.isEmpty() ? State.LEARNING : state,
                window.rows(),
                values.stabilityIndex(),
                values.kolmogorovSmirnov(),
                values.jensenShannon(),
                missing,
                values.unknown());
    }

    private Values values(FieldProfile baseline, FieldProfile window, double before, double now) {
        return switch (window.kind()) {
            case NUMBER -> numbers(baseline, window, before, now);
            case CATEGORY ->
                    categories(baseline.categorySketch(), window.categorySketch(), before, now);
            case TIME, PRESENCE -> Values.NONE;
        };
    }

    private Values numbers(FieldProfile baseline, FieldProfile window, double before, double now) {
        Optional<Distribution> expected = baseline.distribution();
        Optional<Distribution> found = window.distribution();
        if (expected.isEmpty() || found.isEmpty()) {
            return Values.NONE;
        }
        Shares shares = Shares.ofNumbers(expected.get(), found.get(), before, now);
        double chance =
                Probability.kolmogorovSmirnov(level, before, now)
                        + baseline.numbers().rankError()
                        + window.numbers().rankError();
        return new Values(
                Optional.of(stabilityIndex(shares)),
                Optional.of(
                        new Figure(
                                distance(expected.get(), found.get()),
                                Math.min(1, Math.max(options.kolmogorovSmirnov(), chance)))),
                Optional.of(jensenShannon(shares)),
                Optional.empty());
    }

    private Values categories(
            CategorySketch baseline, CategorySketch window, double before, double now) {
        if (baseline.count() == 0 || window.count() == 0) {
            return Values.NONE;
        }
        Shares shares = Shares.ofCategories(baseline, window, before, now);
        boolean hasBins = shares.bins() > 1;
        return new Values(
                hasBins ? Optional.of(stabilityIndex(shares)) : Optional.empty(),
                Optional.empty(),
                hasBins ? Optional.of(jensenShannon(shares)) : Optional.empty(),
                Optional.of(unknown(baseline, window, before, now)));
    }

    /**
     * While nothing drifts, the index times nm / (n + m) is about chi-squared, of one degree of
     * freedom fewer than there are bins (Yurdakul, Statistical Properties of Population Stability
     * Index, 2018).
     */
    private Figure stabilityIndex(Shares shares) {
        return new Figure(
                shares.stabilityIndex(), Math.max(options.stabilityIndex(), chance(shares)));
    }

    /** The divergence in nats is about an eighth of the index where both are small. */
    private Figure jensenShannon(Shares shares) {
        double chance = Math.sqrt(chance(shares) / 8 / Math.log(2));
        return new Figure(
                shares.jensenShannon(), Math.min(1, Math.max(options.jensenShannon(), chance)));
    }

    private double chance(Shares shares) {
        int degrees = Math.max(1, shares.bins() - 1);
        return Probability.chiSquared(level, degrees)
                * (1 / shares.baselineRows() + 1 / shares.windowRows());
    }

    private static double distance(Distribution left, Distribution right) {
        double largest = 0;
        for (double number : left.numbers()) {
            largest = Math.max(largest, Math.abs(left.upTo(number) - right.upTo(number)));
        }
        for (double number : right.numbers()) {
            largest = Math.max(largest, Math.abs(left.upTo(number) - right.upTo(number)));
        }
        return largest;
    }

    /**
     * The share of values that the baseline does not have. Where it keeps all values, chance
     * explains as many as it has once (Good, The Population Frequencies of Species, 1953); where
     * more values differ than it keeps, only those count that it would have kept.
     */
    private Figure unknown(
            CategorySketch baseline, CategorySketch window, double before, double now) {
        Map<String, Category> known = baseline.byValue();
        boolean keepsAll = baseline.mostOfOthers() == 0;
        double once = baseline.count() / before * 1.5;
        double shareOfOnce =
                known.values().stream().filter(value -> value.atLeast() <= once).count()
                        * (baseline.count() / before)
                        / baseline.count();
        double others = (double) baseline.mostOfOthers() / baseline.count();
        double each =
                keepsAll ? 0 : mostOf(others, before, now, 0, level / CategorySketch.MOST_PLACES);
        double share = 0;
        for (Category value : window.categories()) {
            if (!known.containsKey(value.value())) {
                share += Math.max(0, (double) value.atLeast() / window.count() - each);
            }
        }
        double threshold =
                keepsAll
                        ? mostOf(Math.min(1, shareOfOnce), before, now, 0, level)
                        : options.unknown();
        return new Figure(Math.min(1, share), Math.max(options.unknown(), threshold));
    }

    /**
     * The most that a share of a window may be, given the baseline's: where the interval of their
     * difference begins to be above nothing (Newcombe, Interval Estimation for the Difference
     * Between Independent Proportions, 1998, method 10), and no less than so much above.
     */
    static double mostOf(
            double share, double baselineRows, double windowRows, double least, double level) {
        double z = Probability.normal(level);
        double above = upper(share, baselineRows, z) - share;
        double low = share;
        double high = 1;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            double below = middle - lower(middle, windowRows, z);
            if (middle - share > Math.sqrt(above * above + below * below)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Math.min(1, Math.max(share + least, high));
    }

    /** The upper end of Wilson's interval. */
    private static double upper(double share, double rows, double z) {
        return (share + z * z / (2 * rows) + deviation(share, rows, z)) / (1 + z * z / rows);
    }

    private static double lower(double share, double rows, double z) {
        return (share + z * z / (2 * rows) - deviation(share, rows, z)) / (1 + z * z / rows);
    }

    private static double deviation(double share, double rows, double z) {
        return z * Math.sqrt(share * (1 - share) / rows + z * z / (4 * rows * rows));
    }

    private record Values(
            Optional<Figure> stabilityIndex,
            Optional<Figure> kolmogorovSmirnov,
            Optional<Figure> jensenShannon,
            Optional<Figure> unknown) {
        static final Values NONE =
                new Values(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
