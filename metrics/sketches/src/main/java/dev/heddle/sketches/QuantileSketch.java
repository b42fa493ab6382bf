package dev.heddle.sketches;

import dev.heddle.model.HeddleException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;

/**
 * The distribution of numbers in a few kilobytes: a KLL sketch of k = 200 (Karnin, Lang and
 * Liberty, <a href="https://arxiv.org/abs/1603.05346">Optimal Quantile Approximation in
 * Streams</a>, 2016). Immutable, and safe for use by many threads.
 */
final class QuantileSketch {
    static final int K = 200;

    /** No sketch of that k is larger, however many numbers it has seen. */
    static final int MOST_BYTES = 16 * 1024;

    /** No number at all. */
    static final QuantileSketch EMPTY;

    private static final int LEVELS_START = 20;
    private static final int MOST_LEVELS = 60;
    private static final int FULL_VERSION = 1;
    private static final int EMPTY_OR_SINGLE_INTEGERS = 2;
    private static final int M = 8;

    static {
        SketchLibrary.prepare();
        EMPTY = new QuantileSketch(newSketch());
    }

    private final KllDoublesSketch sketch;
    private Distribution distribution;

    /** Takes over a sketch that nobody else changes. */
    QuantileSketch(KllDoublesSketch sketch) {
        this.sketch = sketch;
    }

    /** A sketch to be filled. */
    static KllDoublesSketch newSketch() {
        return KllDoublesSketch.newHeapInstance(K);
    }

    /** How many numbers there are, each as often as it weighs. */
    long count() {
        return sketch.getN();
    }

    /** The most that a rank may be off with a probability of 99 %; 0 while every number is kept. */
    double rankError() {
        return sketch.isEstimationMode() ? sketch.getNormalizedRankError(false) : 0;
    }

    /** The numbers in order; empty if there is none. */
    synchronized Optional<Distribution> distribution() {
        if (distribution == null && !sketch.isEmpty()) {
            distribution = Distribution.of(sketch);
        }
        return Optional.ofNullable(distribution);
    }

    static QuantileSketch merge(Collection<QuantileSketch> parts) {
        KllDoublesSketch all = newSketch();
        for (QuantileSketch part : parts) {
            part.addTo(all);
        }
        return new QuantileSketch(all);
    }

    private synchronized void addTo(KllDoublesSketch all) {
        all.merge(sketch);
    }

    synchronized byte[] write() {
        return sketch.toByteArray();
    }

    /**
     * Reads what {@link #write} gave.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if it is anything else
     */
    static QuantileSketch read(byte[] bytes) {
        try {
            check(bytes);
            KllDoublesSketch sketch = KllDoublesSketch.heapify(Memory.wrap(bytes));
            checkNumbers(sketch);
            return new QuantileSketch(sketch);
        } catch (HeddleException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ProfileReader.wrong("a sketch of numbers cannot be read", e);
        }
    }

    /**
     * The library trusts the sizes that it reads; these are the rules that they keep.
     *
     * <p>From byte 0: integers of the preamble, version, family, flags, k (2), m, -, n (8), minimum
     * k (2), levels, -, and where each level begins (4 each).
     */
    private static void check(byte[] bytes) {
        Memory memory = Memory.wrap(bytes);
        ProfileReader.require(bytes.length <= MOST_BYTES, "a sketch of numbers is too large");
        ProfileReader.require(
                memory.getShort(4) == K && memory.getByte(6) == M,
                "a sketch of numbers is not of k = 200");
        if (memory.getByte(0) == EMPTY_OR_SINGLE_INTEGERS) {
            return;
        }
        int levels = memory.getByte(18) & 0xFF;
        ProfileReader.require(
                memory.getByte(1) == FULL_VERSION && levels >= 1 && levels <= MOST_LEVELS,
                "a sketch of numbers has a wrong form");
        ProfileReader.require(memory.getShort(16) == K, "a sketch of numbers is not of k = 200");
        int previous = memory.getInt(LEVELS_START);
        for (int i = 1; i < levels; i++) {
            int begin = memory.getInt(LEVELS_START + 4L * i);
            ProfileReader.require(
                    previous >= 0 && begin >= previous && begin <= MOST_BYTES,
                    "a sketch of numbers has levels out of order");
            previous = begin;
        }
    }

    private static void checkNumbers(KllDoublesSketch sketch) {
        if (sketch.isEmpty()) {
            return;
        }
        double least = sketch.getMinItem();
        double most = sketch.getMaxItem();
        ProfileReader.require(
                Double.isFinite(least) && Double.isFinite(most) && least <= most,
                "a sketch has a range of %s to %s".formatted(least, most));
        var numbers = sketch.iterator();
        long weights = 0;
        while (numbers.next()) {
            double number = numbers.getQuantile();
            ProfileReader.require(
                    number >= least && number <= most, "a sketch has a number beyond its range");
            weights = Math.addExact(weights, numbers.getWeight());
        }
        ProfileReader.require(
                weights == sketch.getN() && weights <= Profile.MOST_ROWS,
                "a sketch of %d numbers holds %d".formatted(sketch.getN(), weights));
    }

    /**
     * Numbers in order, each once, with how many are not above it.
     *
     * @param least the least number that was seen
     * @param most the largest number that was seen
     */
    record Distribution(double least, double most, double[] numbers, long[] upTo) {
        private static Distribution of(KllDoublesSketch sketch) {
            int kept = sketch.getNumRetained();
            record Weighed(double number, long weight) {}
            Weighed[] all = new Weighed[kept];
            var each = sketch.iterator();
            for (int i = 0; each.next(); i++) {
                // Adding zero makes -0.0 and 0.0 one number.
                all[i] = new Weighed(each.getQuantile() + 0.0, each.getWeight());
            }
            Arrays.sort(all, (left, right) -> Double.compare(left.number(), right.number()));
            double[] numbers = new double[kept];
            long[] upTo = new long[kept];
            int distinct = 0;
            long sum = 0;
            for (Weighed weighed : all) {
                sum += weighed.weight();
                if (distinct == 0 || numbers[distinct - 1] != weighed.number()) {
                    distinct++;
                }
                numbers[distinct - 1] = weighed.number();
                upTo[distinct - 1] = sum;
            }
            return new Distribution(
                    sketch.getMinItem() + 0.0,
                    sketch.getMaxItem() + 0.0,
                    Arrays.copyOf(numbers, distinct),
                    Arrays.copyOf(upTo, distinct));
        }

        /** How many numbers there are. */
        long count() {
            return upTo[upTo.length - 1];
        }

        /** How many are at most that, as a share. */
        double upTo(double number) {
            int place = Arrays.binarySearch(numbers, number + 0.0);
            int last = place >= 0 ? place : -place - 2;
            return last < 0 ? 0 : (double) upTo[last] / count();
        }

        /** How many are below that, as a share. */
        double below(double number) {
            int place = Arrays.binarySearch(numbers, number + 0.0);
            int last = (place >= 0 ? place : -place - 1) - 1;
            return last < 0 ? 0 : (double) upTo[last] / count();
        }

        /** The least number that at least that share of all is not above. */
        double quantile(double share) {
            if (share <= 0) {
                return least;
            }
            if (share >= 1) {
                return most;
            }
            double wanted = share * count();
            int low = 0;
            int high = upTo.length - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (upTo[middle] >= wanted) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return numbers[low];
        }
    }
}
