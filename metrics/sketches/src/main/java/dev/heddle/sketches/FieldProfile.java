package dev.heddle.sketches;

import dev.heddle.sketches.QuantileSketch.Distribution;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was seen of one field. Immutable, and safe for use by many threads.
 *
 * <p>Rows are counted as often as they weigh: where one row in eight was looked at, each counts as
 * eight.
 */
public final class FieldProfile {
    private final String name;
    private final Kind kind;
    private final Counts counts;
    private final Moments moments;
    private final QuantileSketch numbers;
    private final CategorySketch categories;

    private FieldProfile(
            String name,
            Kind kind,
            Counts counts,
            Moments moments,
            QuantileSketch numbers,
            CategorySketch categories) {
        this.name = name;
        this.kind = kind;
        this.counts = counts;
        this.moments = moments;
        this.numbers = numbers;
        this.categories = categories;
    }

    static FieldProfile ofNumbers(
            String name, Kind kind, Counts counts, Moments moments, QuantileSketch numbers) {
        return new FieldProfile(name, kind, counts, moments, numbers, null);
    }

    static FieldProfile ofCategories(String name, Counts counts, CategorySketch categories) {
        return new FieldProfile(name, Kind.CATEGORY, counts, Moments.NONE, null, categories);
    }

    static FieldProfile ofPresence(String name, Counts counts) {
        return new FieldProfile(name, Kind.PRESENCE, counts, Moments.NONE, null, null);
    }

    /** What is kept of a field. */
    public enum Kind {
        /** How numbers are spread. */
        NUMBER,
        /** How dates and times are spread, in seconds since 1970 in UTC. */
        TIME,
        /** How often values occur: texts and booleans. */
        CATEGORY,
        /** Only whether a value is there. */
        PRESENCE
    }

    /**
     * How often a value occurs.
     *
     * @param value the value; long texts are cut to 64 characters
     * @param atLeast how often at least
     * @param atMost how often at most; the same unless more values differ than are kept
     */
    public record Category(String value, long atLeast, long atMost) {
        public Category {
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * How many rows there are.
     *
     * @param present rows with a value
     * @param missing rows without, or with one that is no finite number
     * @param infinite rows with an infinite number; they are among the missing
     * @param squares the sum of the squares of the rows' weights
     */
    record Counts(long present, long missing, long infinite, double squares) {
        Counts plus(Counts other) {
            return new Counts(
                    sum(present, other.present),
                    sum(missing, other.missing),
                    sum(infinite, other.infinite),
                    squares + other.squares);
        }

        private static long sum(long left, long right) {
            return Math.min(Profile.MOST_ROWS, left + right);
        }
    }

    /** Its name: {@code input.age}, {@code input.address.city}, {@code output.scores[3]}. */
    public String name() {
        return name;
    }

    /** What is kept of it. */
    public Kind kind() {
        return kind;
    }

    /** How many rows were looked at, each as often as it weighs. */
    public long rows() {
        return counts.present() + counts.missing();
    }

    /** How many of them have a value that counts. */
    public long present() {
        return counts.present();
    }

    /** How many of them have none, or a number that is not finite. */
    public long missing() {
        return counts.missing();
    }

    /** How many of them have an infinite number; these are among the missing. */
    public long infinite() {
        return counts.infinite();
    }

    /**
     * How many rows of equal weight would say as much (Kish's effective sample size): as many as
     * there are where all were looked at, and about as many as were looked at otherwise.
     */
    public double effectiveRows() {
        return counts.squares() > 0 ? (double) rows() * rows() / counts.squares() : 0;
    }

    /** The mean of its numbers; empty without, or if they are too large. */
    public OptionalDouble mean() {
        return finite(moments.count() > 0 ? moments.mean() : Double.NaN);
    }

    /** The variance of its numbers; empty if there are fewer than two, or they are too large. */
    public OptionalDouble variance() {
        return finite(moments.count() > 1 ? moments.spread() / (moments.count() - 1) : Double.NaN);
    }

    private static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    /**
     * The number that a share of all is not above, within the error of the sketch, 1.3 % of rank; 0
     * gives the least and 1 the largest exactly.
     *
     * @return empty if there is no number
     */
    public OptionalDouble quantile(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is from 0 to 1, got " + share);
        }
        return distribution()
                .map(all -> OptionalDouble.of(all.quantile(share)))
                .orElse(OptionalDouble.empty());
    }

    /** About how many values differ; empty for what is no category. */
    public OptionalDouble distinct() {
        return categories == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(categories.distinct());
    }

    /** The frequent values, the most frequent first; empty for what is no category. */
    public List<Category> categories() {
        return categories == null ? List.of() : categories.categories();
    }

    Counts counts() {
        return counts;
    }

    Moments moments() {
        return moments;
    }

    Optional<Distribution> distribution() {
        return numbers == null ? Optional.empty() : numbers.distribution();
    }

    /** Null for what is no number and no time. */
    QuantileSketch numbers() {
        return numbers;
    }

    /** Null for what is no category. */
    CategorySketch categorySketch() {
        return categories;
    }

    /** What all of them saw, which are of one name and kind, and one at least. */
    static FieldProfile merge(Collection<FieldProfile> parts) {
        FieldProfile first = parts.iterator().next();
        if (parts.size() == 1) {
            return first;
        }
        Counts counts = parts.stream().map(FieldProfile::counts).reduce(Counts::plus).orElseThrow();
        return switch (first.kind) {
            case NUMBER, TIME ->
                    ofNumbers(
                            first.name,
                            first.kind,
                            counts,
                            parts.stream()
                                    .map(FieldProfile::moments)
                                    .reduce(Moments.NONE, Moments::plus),
                            QuantileSketch.merge(
                                    parts.stream().map(FieldProfile::numbers).toList()));
            case CATEGORY ->
                    ofCategories(
                            first.name,
                            counts,
                            CategorySketch.merge(
                                    parts.stream().map(FieldProfile::categorySketch).toList()));
            case PRESENCE -> ofPresence(first.name, counts);
        };
    }

    @Override
    public String toString() {
        return "%s: %d rows, %d missing".formatted(name, rows(), missing());
    }
}
