package dev.heddle.model;

/**
 * Observations of one name, added up: what a function has reported by {@link Metrics#record} over a
 * call, a job or a minute.
 *
 * @param count how many there were, at least one
 * @param sum their sum
 * @param least the least of them
 * @param greatest the greatest
 */
public record Figure(long count, double sum, double least, double greatest) {
    public Figure {
        if (count < 1) {
            throw new IllegalArgumentException("count is %d, expected 1 or more".formatted(count));
        }
    }

    /** One observation. */
    public static Figure of(double value) {
        return new Figure(1, value, value, value);
    }

    /** Both together. */
    public Figure plus(Figure other) {
        return new Figure(
                count + other.count,
                sum + other.sum,
                Math.min(least, other.least),
                Math.max(greatest, other.greatest));
    }

    /** The mean of the observations. */
    public double mean() {
        return sum / count;
    }
}
