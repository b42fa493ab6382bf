package dev.heddle.sketches;

/**
 * Mean and spread of weighted numbers, which can be merged (Chan, Golub and LeVeque, Updating
 * Formulae and a Pairwise Algorithm for Computing Sample Variances, 1979).
 *
 * @param count the sum of the weights
 * @param mean the mean
 * @param spread the sum of the squared distances from the mean
 */
record Moments(long count, double mean, double spread) {
    static final Moments NONE = new Moments(0, 0, 0);

    Moments plus(Moments other) {
        if (other.count == 0) {
            return this;
        }
        if (count == 0) {
            return other;
        }
        double all = (double) count + other.count;
        double distance = other.mean - mean;
        return new Moments(
                count + other.count,
                mean + distance * (other.count / all),
                spread + other.spread + distance * distance * (count / all) * other.count);
    }
}
