package dev.heddle.runtime;

import dev.heddle.model.Figure;
import dev.heddle.model.Metrics;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/**
 * Adds up what a function reports, by name; at most {@value #MOST_NAMES} names, and none but those
 * that {@link Metrics#record} allows. Recording takes no lock. Safe for use by many threads.
 */
public final class Figures implements Metrics {
    /** How many names are kept; further ones are dropped. */
    public static final int MOST_NAMES = 100;

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.]{0,99}");

    private final Map<String, Sum> sums = new ConcurrentHashMap<>();

    @Override
    public void record(String name, double value) {
        if (name == null || !Double.isFinite(value)) {
            return;
        }
        Sum sum = sums.get(name);
        if (sum == null) {
            if (sums.size() >= MOST_NAMES || !NAME.matcher(name).matches()) {
                return;
            }
            sum = sums.computeIfAbsent(name, unused -> new Sum());
        }
        sum.add(value);
    }

    /**
     * What was recorded since it was taken before, by name. An observation that is recorded
     * meanwhile may count for one half in this and for the other in the next.
     */
    public Map<String, Figure> take() {
        Map<String, Figure> taken = new TreeMap<>();
        sums.forEach(
                (name, sum) -> {
                    long count = sum.count.sumThenReset();
                    if (count > 0) {
                        taken.put(
                                name,
                                new Figure(
                                        count,
                                        sum.total.sumThenReset(),
                                        sum.least.getThenReset(),
                                        sum.greatest.getThenReset()));
                    }
                });
        return taken;
    }

    private static final class Sum {
        private final LongAdder count = new LongAdder();
        private final DoubleAdder total = new DoubleAdder();
        private final DoubleAccumulator least =
                new DoubleAccumulator(Math::min, Double.POSITIVE_INFINITY);
        private final DoubleAccumulator greatest =
                new DoubleAccumulator(Math::max, Double.NEGATIVE_INFINITY);

        void add(double value) {
            least.accumulate(value);
            greatest.accumulate(value);
            total.add(value);
            count.increment();
        }
    }
}
