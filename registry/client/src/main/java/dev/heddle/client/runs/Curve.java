package dev.heddle.client.runs;

import dev.heddle.client.UploadContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How well scores tell two classes apart, at every threshold. The dashboard draws it.
 *
 * @param kind what is told
 * @param x what is to the right, from 0 to 1
 * @param y what is up, from 0 to 1; as many as {@code x}
 */
public record Curve(Kind kind, List<Double> x, List<Double> y) {
    /** The most points of a curve that is made of scores. */
    private static final int MOST = 1_000;

    /** What a curve tells. */
    public enum Kind {
        /**
         * The share of positives that is found, over the share of negatives that is taken for one.
         */
        ROC("fpr", "tpr"),
        /**
         * The share of what is found that is positive, over the share of positives that is found.
         */
        PRECISION_RECALL("recall", "precision");

        private final String x;
        private final String y;

        Kind(String x, String y) {
            this.x = x;
            this.y = y;
        }

        /** The name of what is to the right in a curve's JSON. */
        public String x() {
            return x;
        }

        /** The name of what is up in a curve's JSON. */
        public String y() {
            return y;
        }
    }

    public Curve {
        Objects.requireNonNull(kind, "kind");
        x = List.copyOf(x);
        y = List.copyOf(y);
        if (x.size() != y.size()) {
            throw new IllegalArgumentException(
                    "a curve has %d values of %s and %d of %s, expected as many"
                            .formatted(x.size(), kind.x(), y.size(), kind.y()));
        }
        requireShares(kind.x(), x);
        requireShares(kind.y(), y);
    }

    private static void requireShares(String name, List<Double> values) {
        for (double value : values) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(
                        "a value of %s is %s, expected 0 to 1".formatted(name, value));
            }
        }
    }

    /** The receiver operating characteristic by its points. */
    public static Curve roc(List<Double> falsePositiveRates, List<Double> truePositiveRates) {
        return new Curve(Kind.ROC, falsePositiveRates, truePositiveRates);
    }

    /** Precision over recall by its points. */
    public static Curve precisionRecall(List<Double> recalls, List<Double> precisions) {
        return new Curve(Kind.PRECISION_RECALL, recalls, precisions);
    }

    /**
     * A curve of scores.
     *
     * @param scores a number for each case, the higher the surer that it is positive
     * @param isPositive what each case is; as many as scores, some of them positive and for a ROC
     *     some not
     * @return the curve, thinned to at most 1,000 points
     */
    public static Curve of(Kind kind, double[] scores, boolean[] isPositive) {
        if (scores.length != isPositive.length) {
            throw new IllegalArgumentException(
                    "there are %d scores and %d outcomes, expected as many"
                            .formatted(scores.length, isPositive.length));
        }
        long positives = IntStream.range(0, isPositive.length).filter(i -> isPositive[i]).count();
        long negatives = isPositive.length - positives;
        if (positives == 0 || kind == Kind.ROC && negatives == 0) {
            throw new IllegalArgumentException(
                    "there are %d positive and %d negative cases, expected some of both"
                            .formatted(positives, negatives));
        }
        List<long[]> counts = counts(scores, isPositive);
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        int points = Math.min(counts.size(), MOST);
        for (int i = 0; i < points; i++) {
            long[] count =
                    counts.get((int) ((long) i * (counts.size() - 1) / Math.max(points - 1, 1)));
            double found = (double) count[0] / positives;
            x.add(kind == Kind.ROC ? (double) count[1] / negatives : found);
            y.add(kind == Kind.ROC ? found : precision(count));
        }
        return new Curve(kind, x, y);
    }

    /** With nothing taken for positive, nothing is wrong. */
    private static double precision(long[] count) {
        long taken = count[0] + count[1];
        return taken == 0 ? 1 : (double) count[0] / taken;
    }

    /** How many are rightly and wrongly taken for positive, for each threshold from above all. */
    private static List<long[]> counts(double[] scores, boolean[] isPositive) {
        List<Integer> order =
                IntStream.range(0, scores.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer i) -> scores[i]).reversed())
                        .toList();
        List<long[]> counts = new ArrayList<>();
        counts.add(new long[2]);
        long[] count = new long[2];
        for (int i = 0; i < order.size(); i++) {
            count[isPositive[order.get(i)] ? 0 : 1]++;
            boolean isLastOfScore =
                    i + 1 == order.size() || scores[order.get(i + 1)] != scores[order.get(i)];
            if (isLastOfScore) {
                counts.add(count.clone());
            }
        }
        return counts;
    }

    /** The area under the curve, by trapezoids. */
    public double area() {
        double area = 0;
        for (int i = 1; i < x.size(); i++) {
            area += (x.get(i) - x.get(i - 1)) * (y.get(i) + y.get(i - 1)) / 2;
        }
        return Math.abs(area);
    }

    /** The curve as a file of a run has it: {@code {"fpr": [...], "tpr": [...]}}. */
    UploadContent content() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(kind.x(), x);
        json.put(kind.y(), y);
        return JsonFile.of(json);
    }
}
