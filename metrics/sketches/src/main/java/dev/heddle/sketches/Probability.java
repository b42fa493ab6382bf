package dev.heddle.sketches;

/** Quantiles of the distributions that figures follow while nothing drifts. */
final class Probability {
    private static final int MOST_ROUNDS = 200;
    private static final double PRECISION = 1e-12;

    /** Lanczos' coefficients for g = 7 and n = 9. */
    private static final double[] LANCZOS = {
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7
    };

    private Probability() {}

    /** What a chi-squared value of so many degrees of freedom exceeds with that probability. */
    static double chiSquared(double probability, int degrees) {
        double low = 0;
        double high = degrees + 10;
        while (chiSquaredTail(high, degrees) > probability) {
            low = high;
            high *= 2;
        }
        for (int i = 0; i < MOST_ROUNDS && high - low > PRECISION * high; i++) {
            double middle = (low + high) / 2;
            if (chiSquaredTail(middle, degrees) > probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** What a standard normal value exceeds with that probability, of a half at most. */
    static double normal(double probability) {
        // Its square is chi-squared of one degree.
        return Math.sqrt(chiSquared(2 * probability, 1));
    }

    /**
     * What the distance of the distribution functions of two samples exceeds with that probability
     * at most (the first term of Smirnov's distribution, an upper bound of it).
     */
    static double kolmogorovSmirnov(double probability, double left, double right) {
        return Math.sqrt(Math.log(2 / probability) / 2 * (1 / left + 1 / right));
    }

    private static double chiSquaredTail(double value, int degrees) {
        return upperGamma(degrees / 2.0, value / 2);
    }

    /** The regularized upper incomplete gamma function, by its series or its continued fraction. */
    private static double upperGamma(double shape, double value) {
        if (value <= 0) {
            return 1;
        }
        double factor = Math.exp(shape * Math.log(value) - value - logGamma(shape));
        return value < shape + 1
                ? 1 - factor * series(shape, value)
                : factor * continuedFraction(shape, value);
    }

    private static double series(double shape, double value) {
        double term = 1 / shape;
        double sum = term;
        for (int i = 1; i < MOST_ROUNDS * 10 && term > sum * 1e-16; i++) {
            term *= value / (shape + i);
            sum += term;
        }
        return sum;
    }

    /** Lentz's method. */
    private static double continuedFraction(double shape, double value) {
        double smallest = 1e-300;
        double b = value + 1 - shape;
        double c = 1 / smallest;
        double d = 1 / b;
        double fraction = d;
        for (int i = 1; i < MOST_ROUNDS * 10; i++) {
            double a = -i * (i - shape);
            b += 2;
            d = 1 / nonZero(a * d + b, smallest);
            c = nonZero(b + a / c, smallest);
            fraction *= d * c;
            if (Math.abs(d * c - 1) < 1e-16) {
                break;
            }
        }
        return fraction;
    }

    private static double nonZero(double value, double smallest) {
        return Math.abs(value) < smallest ? smallest : value;
    }

    private static double logGamma(double value) {
        double shifted = value - 1;
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (shifted + i);
        }
        double t = shifted + 7.5;
        return Math.log(Math.sqrt(2 * Math.PI)) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
    }
}
