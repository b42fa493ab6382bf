package dev.heddle.sketches;

import dev.heddle.sketches.FieldProfile.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * How far a field of a window is from its baseline. A figure is empty where it makes no sense for
 * the field, and where there are too few rows. How each is judged stands in {@code
 * docs/reference/monitors.md}.
 *
 * @param field its name, {@code input.age}
 * @param kind what is kept of it
 * @param state the judgement
 * @param rows how many rows of the window there are
 * @param stabilityIndex the population stability index over tenths of the baseline, or over its
 *     frequent values
 * @param kolmogorovSmirnov the largest distance of the distribution functions
 * @param jensenShannon the Jensen-Shannon distance to the base 2 over the bins of the index
 * @param missing the share of rows without a value
 * @param unknown the share of values that the baseline does not have
 */
public record Drift(
        String field,
        Kind kind,
        State state,
        long rows,
        Optional<Figure> stabilityIndex,
        Optional<Figure> kolmogorovSmirnov,
        Optional<Figure> jensenShannon,
        Optional<Figure> missing,
        Optional<Figure> unknown) {
    public Drift {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(state, "state");
    }

    /** A judgement. */
    public enum State {
        /** There are too few rows. */
        LEARNING,
        /** It is near its baseline, or not judged. */
        NEAR,
        /** It is far from its baseline. */
        FAR
    }

    /** A figure and the most that it may be. */
    public record Figure(double value, double threshold) {
        /** Whether it is more than it may be. */
        public boolean isTooLarge() {
            return value > threshold;
        }
    }

    /**
     * Compares two profiles of one version, field by field in the order of the window's. Fields
     * that the baseline does not have, or as another kind, have too few rows.
     */
    public static List<Drift> between(Profile baseline, Profile window, DriftOptions options) {
        DriftJudgement judgement = new DriftJudgement(options, tests(window, options));
        List<Drift> all = new ArrayList<>();
        for (FieldProfile field : window.fields()) {
            all.add(
                    baseline.field(field.name())
                            .filter(before -> before.kind() == field.kind())
                            .map(before -> judgement.judge(before, field))
                            .orElseGet(() -> unknown(field)));
        }
        return List.copyOf(all);
    }

    private static int tests(Profile window, DriftOptions options) {
        return window.fields().stream()
                .filter(field -> !options.ignored().contains(field.name()))
                .mapToInt(field -> DriftJudgement.tests(field.kind()))
                .sum();
    }

    private static Drift unknown(FieldProfile field) {
        return new Drift(
                field.name(),
                field.kind(),
                State.LEARNING,
                field.rows(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** What is wrong, in one sentence; empty if nothing is. */
    public String message() {
        if (state != State.FAR) {
            return "";
        }
        StringJoiner reasons = new StringJoiner("; ", field + ": ", "");
        add(
                reasons,
                stabilityIndex,
                "its values are spread otherwise, by an index of %s, at most %s");
        if (stabilityIndex.filter(Figure::isTooLarge).isEmpty()) {
            add(reasons, kolmogorovSmirnov, "its values moved, by a distance of %s, at most %s");
            if (kolmogorovSmirnov.filter(Figure::isTooLarge).isEmpty()) {
                add(reasons, jensenShannon, "its values are %s from the baseline's, at most %s");
            }
        }
        add(reasons, missing, "a share of %s is missing, at most %s");
        add(reasons, unknown, "a share of %s is new, at most %s");
        return reasons.toString();
    }

    private static void add(StringJoiner reasons, Optional<Figure> figure, String sentence) {
        figure.filter(Figure::isTooLarge)
                .map(
                        found ->
                                sentence.formatted(
                                        rounded(found.value()), rounded(found.threshold())))
                .ifPresent(reasons::add);
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
