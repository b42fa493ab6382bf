package dev.heddle.sketches;

import dev.heddle.sketches.FieldProfile.Category;
import dev.heddle.sketches.QuantileSketch.Distribution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The shares of a baseline's and of a window's values in the same bins.
 *
 * @param baselineRows how many independent rows the baseline's shares come from
 * @param windowRows the same of the window's
 */
record Shares(double[] baseline, double[] window, double baselineRows, double windowRows) {
    private static final int BINS = 10;
    private static final int MOST_CATEGORIES = 20;
    private static final double LEAST_CATEGORY = 0.01;

    /** Fewer than that expected in a bin make it a part of its neighbour (Cochran's rule). */
    private static final double LEAST_EXPECTED = 5;

    /** What is added to each count, so that no bin is empty (Jeffreys' prior). */
    private static final double SMOOTHING = 0.5;

    /**
     * Bins that hold a tenth of the baseline each. A number that makes up a tenth by itself has a
     * bin of its own, so that what is discrete, or the same all the time, is told apart on both
     * sides.
     */
    static Shares ofNumbers(
            Distribution baseline, Distribution window, double baselineRows, double windowRows) {
        List<double[]> parts = new ArrayList<>();
        double last = Double.NaN;
        double before = 0;
        double windowBefore = 0;
        for (int i = 1; i < BINS; i++) {
            double edge = baseline.quantile((double) i / BINS);
            if (edge == last) {
                continue;
            }
            last = edge;
            double upTo = baseline.upTo(edge);
            double below = baseline.below(edge);
            if (upTo - below >= 1.0 / BINS) {
                double windowBelow = window.below(edge);
                parts.add(new double[] {below - before, windowBelow - windowBefore});
                before = below;
                windowBefore = windowBelow;
            }
            double windowUpTo = window.upTo(edge);
            parts.add(new double[] {upTo - before, windowUpTo - windowBefore});
            before = upTo;
            windowBefore = windowUpTo;
        }
        parts.add(new double[] {1 - before, 1 - windowBefore});
        return of(parts, baselineRows, windowRows);
    }

    /**
     * A bin for each value that is frequent in both together, and one for all others. Taken from
     * the baseline alone, values would be chosen that happen to be frequent there, and seem to be
     * rarer in every window.
     */
    static Shares ofCategories(
            CategorySketch baseline,
            CategorySketch window,
            double baselineRows,
            double windowRows) {
        Map<String, Category> before = baseline.byValue();
        Map<String, Category> now = window.byValue();
        Set<String> values = new TreeSet<>(before.keySet());
        values.addAll(now.keySet());
        List<double[]> frequent = new ArrayList<>();
        for (String value : values) {
            double[] part = {share(baseline, before.get(value)), share(window, now.get(value))};
            if (pooled(part, baselineRows, windowRows) >= LEAST_CATEGORY) {
                frequent.add(part);
            }
        }
        frequent.sort(Comparator.comparingDouble(part -> -pooled(part, baselineRows, windowRows)));
        double rest = 1;
        double windowRest = 1;
        List<double[]> parts = new ArrayList<>();
        for (double[] part : frequent.subList(0, Math.min(MOST_CATEGORIES, frequent.size()))) {
            parts.add(part);
            rest -= part[0];
            windowRest -= part[1];
        }
        // The rest comes last, beside the rarest, which may become a part of it.
        parts.add(new double[] {Math.max(0, rest), Math.max(0, windowRest)});
        return of(parts, baselineRows, windowRows);
    }

    private static double share(CategorySketch sketch, Category category) {
        return (category == null ? sketch.mostOfOthers() / 2.0 : middle(category)) / sketch.count();
    }

    private static double middle(Category category) {
        return (category.atLeast() + category.atMost()) / 2.0;
    }

    private static Shares of(List<double[]> parts, double baselineRows, double windowRows) {
        double least = LEAST_EXPECTED / Math.min(baselineRows, windowRows);
        List<double[]> merged = new ArrayList<>();
        for (double[] part : parts) {
            merged.add(part.clone());
            int last = merged.size() - 1;
            boolean isSmall =
                    last > 0
                            && (pooled(merged.get(last), baselineRows, windowRows) < least
                                    || pooled(merged.get(last - 1), baselineRows, windowRows)
                                            < least);
            if (isSmall) {
                double[] small = merged.remove(last);
                merged.get(last - 1)[0] += small[0];
                merged.get(last - 1)[1] += small[1];
            }
        }
        return new Shares(
                merged.stream().mapToDouble(part -> part[0]).toArray(),
                merged.stream().mapToDouble(part -> part[1]).toArray(),
                baselineRows,
                windowRows);
    }

    private static double pooled(double[] part, double baselineRows, double windowRows) {
        return (part[0] * baselineRows + part[1] * windowRows) / (baselineRows + windowRows);
    }

    int bins() {
        return baseline.length;
    }

    /** The population stability index: the symmetric Kullback-Leibler divergence, in nats. */
    double stabilityIndex() {
        double sum = 0;
        for (int i = 0; i < bins(); i++) {
            double expected = smoothed(baseline[i], baselineRows);
            double found = smoothed(window[i], windowRows);
            sum += (found - expected) * Math.log(found / expected);
        }
        return sum;
    }

    private double smoothed(double share, double rows) {
        return (share * rows + SMOOTHING) / (rows + SMOOTHING * bins());
    }

    /** The Jensen-Shannon distance, the root of the divergence to the base 2. */
    double jensenShannon() {
        double sum = 0;
        for (int i = 0; i < bins(); i++) {
            double middle = (baseline[i] + window[i]) / 2;
            sum += part(baseline[i], middle) + part(window[i], middle);
        }
        return Math.sqrt(Math.max(0, sum / 2 / Math.log(2)));
    }

    private static double part(double share, double middle) {
        return share > 0 ? share * Math.log(share / middle) : 0;
    }
}
