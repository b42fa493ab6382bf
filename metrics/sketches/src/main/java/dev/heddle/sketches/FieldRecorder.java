package dev.heddle.sketches;

import dev.heddle.sketches.FieldProfile.Counts;
import dev.heddle.sketches.FieldProfile.Kind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.kll.KllDoublesSketch;

/** Takes the values of one field. For one thread at a time. */
abstract class FieldRecorder {
    private final String name;
    private long present;
    private long missing;
    private long infinite;
    private double squares;

    private FieldRecorder(String name) {
        this.name = name;
    }

    static FieldRecorder of(FieldPlan.Planned field) {
        return switch (field.kind()) {
            case NUMBER, TIME -> new Numbers(field.name(), field.kind());
            case CATEGORY -> new Categories(field.name());
            case PRESENCE -> new Presence(field.name());
        };
    }

    /** Takes a value, boxed as rows give it, null if it is absent, that counts as so many rows. */
    final void take(Object value, long weight) {
        squares += (double) weight * weight;
        if (value != null && add(value, weight)) {
            present += weight;
        } else {
            missing += weight;
        }
    }

    /** Adds a value; false if it counts as missing. */
    abstract boolean add(Object value, long weight);

    /** What was taken so far; nothing may be taken afterwards. */
    abstract FieldProfile finish();

    final String name() {
        return name;
    }

    final void countInfinite(long weight) {
        infinite += weight;
    }

    final Counts counts() {
        return new Counts(present, missing, infinite, squares);
    }

    private static final class Numbers extends FieldRecorder {
        private static final double NANOS = 1e9;
        private static final int THINNING = 4;
        private static final int LEAST_THINNED = 64;

        private final Kind kind;
        private final KllDoublesSketch sketch = QuantileSketch.newSketch();
        private final double[] waiting = new double[256];
        private int waits;
        private long weightOfWaiting = 1;
        private long count;
        private double mean;
        private double spread;

        Numbers(String name, Kind kind) {
            super(name);
            this.kind = kind;
        }

        @Override
        boolean add(Object value, long weight) {
            double number = number(value);
            if (Double.isNaN(number)) {
                return false;
            }
            if (Double.isInfinite(number)) {
                countInfinite(weight);
                return false;
            }
            if (waits == waiting.length || weight != weightOfWaiting) {
                flush();
                weightOfWaiting = weight;
            }
            waiting[waits++] = number;
            count += weight;
            double distance = number - mean;
            mean += distance * ((double) weight / count);
            spread += weight * distance * (number - mean);
            return true;
        }

        private static double number(Object value) {
            if (value instanceof Number number) {
                return number.doubleValue();
            }
            if (value instanceof Instant time) {
                return time.getEpochSecond() + time.getNano() / NANOS;
            }
            return ((LocalDate) value).toEpochDay() * 86_400.0;
        }

        private void flush() {
            if (weightOfWaiting == 1) {
                sketch.update(waiting, 0, waits);
            } else if (waits >= LEAST_THINNED) {
                thin();
            } else {
                add(0, waits);
            }
            waits = 0;
        }

        private void add(int from, int to) {
            for (int i = from; i < to; i++) {
                sketch.update(waiting[i], weightOfWaiting);
            }
        }

        /**
         * Numbers that weigh more than one are dear to the sketch: of many it gets one of every
         * four in order, at the same random place in each, for all four. That is what it does with
         * its own levels, and adds about 2 % to the variance of a rank.
         */
        private void thin() {
            Arrays.sort(waiting, 0, waits);
            int whole = waits - waits % THINNING;
            for (int i = ThreadLocalRandom.current().nextInt(THINNING); i < whole; i += THINNING) {
                sketch.update(waiting[i], weightOfWaiting * THINNING);
            }
            add(whole, waits);
        }

        @Override
        FieldProfile finish() {
            flush();
            return FieldProfile.ofNumbers(
                    name(),
                    kind,
                    counts(),
                    new Moments(count, mean, spread),
                    new QuantileSketch(sketch));
        }
    }

    private static final class Categories extends FieldRecorder {
        private final ItemsSketch<String> frequent = CategorySketch.newFrequent();
        private final HllSketch distinct = CategorySketch.newDistinct();

        Categories(String name) {
            super(name);
        }

        @Override
        boolean add(Object value, long weight) {
            String text = CategorySketch.cut(value.toString());
            frequent.update(text, weight);
            distinct.update(CategorySketch.distinctBytes(text));
            return true;
        }

        @Override
        FieldProfile finish() {
            return FieldProfile.ofCategories(
                    name(), counts(), new CategorySketch(frequent, distinct));
        }
    }

    private static final class Presence extends FieldRecorder {
        Presence(String name) {
            super(name);
        }

        @Override
        boolean add(Object value, long weight) {
            return true;
        }

        @Override
        FieldProfile finish() {
            return FieldProfile.ofPresence(name(), counts());
        }
    }
}
