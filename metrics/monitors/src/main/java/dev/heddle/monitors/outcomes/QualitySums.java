package dev.heddle.monitors.outcomes;

import dev.heddle.client.monitors.QualityReport.Calibration;
import dev.heddle.client.monitors.QualityReport.Figures;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sums over joined predictions from which every figure is made. Sums of parts add up to those of
 * the whole, and what was added can be taken away again. Not safe for use by many threads.
 *
 * <p>For the area under the curve, probabilities are counted in {@value #BINS} equal bins for each
 * class; two in one bin count as equal, so that the area is off by at most half the share of such
 * pairs.
 */
final class QualitySums {
    /** How many bins there are. */
    static final int BINS = 200;

    private static final int TENTHS = 10;
    private static final int FORM = 1;

    /** Past this, taking away has cost half of a sum's digits. */
    private static final double MOST_CANCELLED = 1e8;

    /** More classes than can ever be numbered. */
    private static final int CLASSES = 1 << 10;

    private long rows;
    private long judged;
    private long right;
    private long measured;
    private double errors;
    private double absoluteErrors;
    private double squaredErrors;
    private long scored;
    private double squaredDistances;
    private final double[] scores = new double[TENTHS];
    // Of the bins first those of negative outcomes, then those of positive ones.
    private final BinCounts bins = new BinCounts(2 * BINS);
    private final TreeMap<Integer, Long> confusion = new TreeMap<>();

    /** How many predictions there are. */
    long rows() {
        return rows;
    }

    /**
     * Adds a prediction, or takes it away.
     *
     * @param happened the number of the class that happened, where there is one
     * @param predicted the number of the class that was predicted
     * @param sign 1 to add, -1 to take away what was added
     */
    void add(Comparison.Verdict verdict, int happened, int predicted, int sign) {
        rows += sign;
        verdict.right()
                .ifPresent(
                        isRight -> {
                            judged += sign;
                            right += isRight ? sign : 0;
                            count(confusion, happened * CLASSES + predicted, sign);
                        });
        verdict.error()
                .ifPresent(
                        error -> {
                            measured += sign;
                            errors += sign * error;
                            absoluteErrors += sign * Math.abs(error);
                            squaredErrors += sign * error * error;
                        });
        verdict.score()
                .ifPresent(
                        score -> {
                            scored += sign;
                            double distance = score - (verdict.isPositive() ? 1 : 0);
                            squaredDistances += sign * distance * distance;
                            int bin = Math.min(BINS - 1, (int) (score * BINS));
                            scores[bin * TENTHS / BINS] += sign * score;
                            bins.add(bin + (verdict.isPositive() ? BINS : 0), sign);
                        });
    }

    private static void count(TreeMap<Integer, Long> counts, int key, long by) {
        counts.merge(key, by, (a, b) -> a + b == 0 ? null : a + b);
    }

    /** Adds the sums of other predictions. */
    void add(QualitySums other) {
        rows += other.rows;
        judged += other.judged;
        right += other.right;
        measured += other.measured;
        errors += other.errors;
        absoluteErrors += other.absoluteErrors;
        squaredErrors += other.squaredErrors;
        scored += other.scored;
        squaredDistances += other.squaredDistances;
        for (int i = 0; i < TENTHS; i++) {
            scores[i] += other.scores[i];
        }
        other.bins.forEach(bins::add);
        other.confusion.forEach((pair, count) -> count(confusion, pair, count));
    }

    /**
     * Whether sums have lost their lower digits by what was taken away: it was so much larger than
     * what is left that they have to be added up anew.
     *
     * @param before the sums before something was taken away
     */
    boolean isBlurred(QualitySums before) {
        return measured > 0 && before.squaredErrors > MOST_CANCELLED * Math.abs(squaredErrors);
    }

    /** The figures. */
    Figures figures() {
        return new Figures(
                rows,
                mean(right, judged),
                areaUnderCurve(),
                mean(squaredDistances, scored),
                mean(errors, measured),
                mean(absoluteErrors, measured),
                mean(Math.max(0, squaredErrors), measured).map(Math::sqrt));
    }

    private static Optional<Double> mean(double sum, long count) {
        return count <= 0 ? Optional.empty() : Optional.of(sum / count);
    }

    /**
     * The probability that of a positive and a negative the positive has the higher score, ties
     * counted by half (Mann and Whitney); empty without both.
     */
    private Optional<Double> areaUnderCurve() {
        long positives = 0;
        long negatives = 0;
        double wins = 0;
        for (int bin = 0; bin < BINS; bin++) {
            long positive = bins.get(bin + BINS);
            long negative = bins.get(bin);
            wins += positive * (negatives + negative / 2.0);
            positives += positive;
            negatives += negative;
        }
        return positives <= 0 || negatives <= 0
                ? Optional.empty()
                : Optional.of(wins / positives / negatives);
    }

    /** What was predicted and what happened in each tenth that has predictions. */
    List<Calibration> calibration() {
        List<Calibration> tenths = new ArrayList<>();
        int width = BINS / TENTHS;
        for (int i = 0; i < TENTHS; i++) {
            long positives = sum(BINS + i * width, BINS + (i + 1) * width);
            long all = positives + sum(i * width, (i + 1) * width);
            if (all > 0) {
                tenths.add(
                        new Calibration(
                                i / (double) TENTHS,
                                (i + 1) / (double) TENTHS,
                                all,
                                scores[i] / all,
                                positives / (double) all));
            }
        }
        return tenths;
    }

    private long sum(int from, int to) {
        long sum = 0;
        for (int bin = from; bin < to; bin++) {
            sum += bins.get(bin);
        }
        return sum;
    }

    /**
     * How many of each class that happened were predicted as each, by the classes' names.
     *
     * @param names the names by number
     */
    Map<String, Map<String, Long>> confusion(Map<Integer, String> names) {
        Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
        confusion.forEach(
                (pair, count) ->
                        counts.computeIfAbsent(
                                        names.getOrDefault(pair / CLASSES, Labels.REST),
                                        name -> new LinkedHashMap<>())
                                .merge(
                                        names.getOrDefault(pair % CLASSES, Labels.REST),
                                        count,
                                        Long::sum));
        return counts;
    }

    /** Whether there are classes, so that the share that was right says more than the error. */
    boolean isClassed() {
        return judged > 0
                && (measured == 0
                        || confusion.keySet().stream()
                                .allMatch(
                                        pair ->
                                                pair / CLASSES != Labels.REST_NUMBER
                                                        && pair % CLASSES != Labels.REST_NUMBER));
    }

    /** The sums as bytes, for {@link #read}. */
    byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            for (long count : new long[] {rows, judged, right, measured, scored}) {
                writeCount(out, count);
            }
            if (measured != 0) {
                out.writeDouble(errors);
                out.writeDouble(absoluteErrors);
                out.writeDouble(squaredErrors);
            }
            if (scored != 0) {
                out.writeDouble(squaredDistances);
                for (double score : scores) {
                    out.writeDouble(score);
                }
            }
            writeCount(out, bins.size());
            int[] last = new int[1];
            bins.forEach(
                    (bin, count) -> {
                        writeCount(out, bin - last[0]);
                        writeCount(out, count);
                        last[0] = bin;
                    });
            write(out, confusion);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, TreeMap<Integer, Long> counts)
            throws IOException {
        writeCount(out, counts.size());
        int last = 0;
        for (Map.Entry<Integer, Long> entry : counts.entrySet()) {
            writeCount(out, entry.getKey() - last);
            writeCount(out, entry.getValue());
            last = entry.getKey();
        }
    }

    /** Seven bits a byte, the lowest first; the last byte has its highest bit clear. */
    private static void writeCount(DataOutputStream out, long count) throws IOException {
        long left = count;
        while ((left & ~0x7FL) != 0) {
            out.writeByte((int) (left & 0x7F | 0x80));
            left >>>= 7;
        }
        out.writeByte((int) left);
    }

    /**
     * Sums of what {@link #write} gave.
     *
     * @throws HeddleException with {@code CORRUPT} if it gave no such bytes
     */
    static QualitySums read(byte[] bytes) {
        QualitySums sums = new QualitySums();
        sums.add(bytes);
        return sums;
    }

    /** The same as to add what {@link #read} gives, in less time. */
    void add(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            if (in.get() != FORM) {
                throw new HeddleException(
                        ErrorCode.CORRUPT, "sums of quality are of an unknown form");
            }
            rows += readCount(in);
            judged += readCount(in);
            right += readCount(in);
            long more = readCount(in);
            measured += more;
            long moreScored = readCount(in);
            scored += moreScored;
            if (more != 0) {
                errors += in.getDouble();
                absoluteErrors += in.getDouble();
                squaredErrors += in.getDouble();
            }
            if (moreScored != 0) {
                squaredDistances += in.getDouble();
                for (int i = 0; i < TENTHS; i++) {
                    scores[i] += in.getDouble();
                }
            }
            read(in, bins::add);
            read(in, (pair, count) -> count(confusion, pair, count));
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new HeddleException(ErrorCode.CORRUPT, "sums of quality cannot be read", e);
        }
    }

    private static void read(ByteBuffer in, BinCounts.Taker<RuntimeException> taker) {
        long size = readCount(in);
        int key = 0;
        for (long i = 0; i < size; i++) {
            key += (int) readCount(in);
            taker.take(key, readCount(in));
        }
    }

    private static long readCount(ByteBuffer in) {
        long count = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            count |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return count;
            }
        }
        throw new IndexOutOfBoundsException("a count is too long");
    }
}
