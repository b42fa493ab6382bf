package dev.heddle.sketches;

import dev.heddle.sketches.FieldProfile.Category;
import dev.heddle.sketches.FieldProfile.Kind;
import dev.heddle.sketches.QuantileSketch.Distribution;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A field's values in bins to be drawn, the same for a window and its baseline. */
public final class Histogram {
    private static final int WANTED_BINS = 12;
    private static final int MOST_SINGLE_NUMBERS = 12;
    private static final int MOST_CATEGORIES = 15;
    private static final double OUTER_SHARE = 0.01;
    private static final double MOST_SECONDS = 1e11;
    private static final MathContext LABEL_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

    private final FieldProfile window;
    private final Optional<FieldProfile> baseline;

    private Histogram(FieldProfile window, Optional<FieldProfile> baseline) {
        this.window = window;
        this.baseline = baseline.filter(field -> field.kind() == window.kind());
    }

    /**
     * A bin.
     *
     * @param label its bounds, {@code 10 – 20}, {@code below 10}, or the value
     * @param from its lower bound, which is in it; empty for values and where it has none
     * @param to its upper bound, which is not in it; the same as the lower for a single number
     * @param window the share of the window's values in it, 0 to 1
     * @param baseline the same of the baseline; empty without one
     */
    public record Bin(
            String label,
            Optional<Double> from,
            Optional<Double> to,
            double window,
            Optional<Double> baseline) {
        public Bin {
            Objects.requireNonNull(label, "label");
        }
    }

    /**
     * The bins of a field: for numbers and times up to 16 of equal width, or one a number if few
     * differ; for categories one for each of the most frequent values, and one for all others. Of
     * what is only there or not, there are none.
     */
    public static List<Bin> of(FieldProfile window, Optional<FieldProfile> baseline) {
        Histogram histogram = new Histogram(window, baseline);
        return switch (window.kind()) {
            case NUMBER, TIME -> histogram.ofNumbers();
            case CATEGORY -> histogram.ofCategories();
            case PRESENCE -> List.of();
        };
    }

    private List<Bin> ofNumbers() {
        Optional<Distribution> now = window.distribution();
        Optional<Distribution> before = baseline.flatMap(FieldProfile::distribution);
        List<Distribution> all = new ArrayList<>();
        now.ifPresent(all::add);
        before.ifPresent(all::add);
        if (all.isEmpty()) {
            return List.of();
        }
        TreeSet<Double> numbers = new TreeSet<>();
        for (Distribution each : all) {
            for (int i = 0;
                    i < each.numbers().length && numbers.size() <= MOST_SINGLE_NUMBERS;
                    i++) {
                numbers.add(each.numbers()[i]);
            }
        }
        if (numbers.size() <= MOST_SINGLE_NUMBERS) {
            return numbers.stream()
                    .map(
                            number ->
                                    new Bin(
                                            label(number),
                                            Optional.of(number),
                                            Optional.of(number),
                                            single(now, number).orElse(0.0),
                                            single(before, number)))
                    .toList();
        }
        double low = all.stream().mapToDouble(each -> each.quantile(OUTER_SHARE)).min().orElse(0);
        double high =
                all.stream().mapToDouble(each -> each.quantile(1 - OUTER_SHARE)).max().orElse(0);
        return between(edges(low, high), now, before);
    }

    private static Optional<Double> single(Optional<Distribution> all, double number) {
        return all.map(each -> each.upTo(number) - each.below(number));
    }

    /** Round numbers at equal distances, from the low one or below to the high one or above. */
    private List<Double> edges(double low, double high) {
        double width = (high - low) / WANTED_BINS;
        double digits = Math.ulp(Math.max(Math.abs(low), Math.abs(high)));
        if (!(width > digits * WANTED_BINS) || Double.isInfinite(width)) {
            return List.of(low);
        }
        double unit = Math.pow(10, Math.floor(Math.log10(width)));
        double step = unit * 10;
        for (double round : new double[] {1, 2, 5}) {
            if (unit * round >= width) {
                step = unit * round;
                break;
            }
        }
        long first = (long) Math.floor(low / step);
        long last = (long) Math.ceil(high / step);
        List<Double> edges = new ArrayList<>();
        BigDecimal exact = new BigDecimal(step, new MathContext(1));
        for (long i = first; i <= last; i++) {
            // By the decimal, since 3 * 0.1 is not 0.3.
            double edge = new BigDecimal(i).multiply(exact).doubleValue();
            if (Double.isFinite(edge)) {
                edges.add(edge);
            }
        }
        return edges;
    }

    private List<Bin> between(
            List<Double> edges, Optional<Distribution> now, Optional<Distribution> before) {
        List<Bin> bins = new ArrayList<>();
        int last = edges.size();
        for (int i = 0; i <= last; i++) {
            Optional<Double> from = i == 0 ? Optional.empty() : Optional.of(edges.get(i - 1));
            Optional<Double> to = i == last ? Optional.empty() : Optional.of(edges.get(i));
            if (reaches(now, from, to) || reaches(before, from, to)) {
                double share = share(now, from, to).orElse(0.0);
                bins.add(new Bin(label(from, to), from, to, share, share(before, from, to)));
            }
        }
        return bins;
    }

    /** Whether a bin is among the bounded ones, or has numbers that were seen. */
    private static boolean reaches(
            Optional<Distribution> all, Optional<Double> from, Optional<Double> to) {
        return all.isPresent()
                && (from.isPresent() || all.get().least() < to.orElse(0.0))
                && (to.isPresent() || all.get().most() >= from.orElse(0.0));
    }

    private static Optional<Double> share(
            Optional<Distribution> all, Optional<Double> from, Optional<Double> to) {
        return all.map(each -> to.map(each::below).orElse(1.0) - from.map(each::below).orElse(0.0));
    }

    private String label(Optional<Double> from, Optional<Double> to) {
        if (from.isEmpty()) {
            return "below " + to.map(this::label).orElse("");
        }
        return to.map(bound -> label(from.get()) + " – " + label(bound))
                .orElseGet(() -> label(from.get()) + " or more");
    }

    private String label(double number) {
        if (window.kind() == Kind.TIME && Math.abs(number) < MOST_SECONDS) {
            return Instant.ofEpochSecond((long) Math.floor(number)).toString();
        }
        BigDecimal rounded = new BigDecimal(number).round(LABEL_DIGITS).stripTrailingZeros();
        boolean isLong = rounded.scale() < -9 || rounded.scale() > 9;
        return isLong ? rounded.toString() : rounded.toPlainString();
    }

    private List<Bin> ofCategories() {
        CategorySketch now = window.categorySketch();
        Optional<CategorySketch> before = baseline.map(FieldProfile::categorySketch);
        Map<String, Double> sharesNow = shares(now);
        Map<String, Double> sharesBefore = before.map(Histogram::shares).orElse(Map.of());
        TreeSet<String> values = new TreeSet<>(sharesNow.keySet());
        values.addAll(sharesBefore.keySet());
        List<String> frequent =
                values.stream()
                        .sorted(
                                Comparator.comparingDouble(
                                        value ->
                                                -sharesNow.getOrDefault(value, 0.0)
                                                        - sharesBefore.getOrDefault(value, 0.0)))
                        .limit(MOST_CATEGORIES)
                        .toList();
        List<Bin> bins = new ArrayList<>();
        double rest = now.count() > 0 ? 1 : 0;
        double restBefore = before.filter(sketch -> sketch.count() > 0).isPresent() ? 1 : 0;
        for (String value : frequent) {
            double share = sharesNow.getOrDefault(value, 0.0);
            double shareBefore = sharesBefore.getOrDefault(value, 0.0);
            rest -= share;
            restBefore -= shareBefore;
            bins.add(bin(value, share, before.map(sketch -> shareBefore)));
        }
        double others = Math.max(0, restBefore);
        if (values.size() > frequent.size() || rest > 1e-9 || others > 1e-9) {
            bins.add(bin("all others", Math.max(0, rest), before.map(sketch -> others)));
        }
        return bins;
    }

    private static Bin bin(String label, double window, Optional<Double> baseline) {
        return new Bin(label, Optional.empty(), Optional.empty(), window, baseline);
    }

    private static Map<String, Double> shares(CategorySketch sketch) {
        Map<String, Double> shares = new TreeMap<>();
        for (Category category : sketch.categories()) {
            shares.put(category.value(), (double) category.atLeast() / sketch.count());
        }
        return shares;
    }
}
