package dev.heddle.sketches;

import dev.heddle.model.HeddleException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.datasketches.kll.KllDoublesSketch;

/**
 * How long calls took, in milliseconds, in a few kilobytes. Immutable, and safe for use by many
 * threads.
 */
public final class LatencySketch {
    /** Of no call. */
    public static final LatencySketch EMPTY = new LatencySketch(QuantileSketch.EMPTY);

    private final QuantileSketch millis;

    private LatencySketch(QuantileSketch millis) {
        this.millis = millis;
    }

    static LatencySketch of(KllDoublesSketch millis) {
        return new LatencySketch(new QuantileSketch(millis));
    }

    /** How many calls there were. */
    public long count() {
        return millis.count();
    }

    /**
     * The milliseconds that a share of the calls did not exceed, within 1.3 % of rank; 1 gives the
     * longest exactly.
     *
     * @return empty without calls
     */
    public OptionalDouble quantile(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is from 0 to 1, got " + share);
        }
        return millis.distribution()
                .map(all -> OptionalDouble.of(all.quantile(share)))
                .orElse(OptionalDouble.empty());
    }

    /** The calls of this and of another. */
    public LatencySketch merge(LatencySketch other) {
        return merge(List.of(this, other));
    }

    /** The calls of all of them. */
    public static LatencySketch merge(Collection<LatencySketch> parts) {
        return new LatencySketch(
                QuantileSketch.merge(parts.stream().map(part -> part.millis).toList()));
    }

    /** This sketch as bytes, 16 kB at most. */
    public byte[] write() {
        return millis.write();
    }

    /**
     * Reads what {@link #write} gave.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if it is anything else
     */
    public static LatencySketch read(byte[] bytes) {
        return new LatencySketch(QuantileSketch.read(bytes));
    }

    @Override
    public String toString() {
        return count() + " calls";
    }
}
