package dev.heddle.monitors.outcomes;

import java.time.Instant;
import java.util.Objects;

/**
 * How well a version did in the newest two days (in UTC) that have joined predictions.
 *
 * @param model the model's name
 * @param version the version's number
 * @param measure what the value is
 * @param value the value
 * @param rows how many predictions it is of
 * @param from the begin of that time
 */
public record Quality(
        String model, int version, Measure measure, double value, long rows, Instant from) {
    public Quality {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(measure, "measure");
        Objects.requireNonNull(from, "from");
    }

    /** What can be said of a version in one figure. */
    public enum Measure {
        /** The share of predictions that were right. */
        ACCURACY("accuracy", true),
        /** The area under the curve, where there is only a score. */
        AREA_UNDER_CURVE("AUC", true),
        /** The mean distance of numbers. */
        MEAN_ABSOLUTE_ERROR("mean absolute error", false);

        private final String text;
        private final boolean isBetterWhenHigher;

        Measure(String text, boolean isBetterWhenHigher) {
            this.text = text;
            this.isBetterWhenHigher = isBetterWhenHigher;
        }

        /** As people read it, {@code accuracy}. */
        public String text() {
            return text;
        }

        /** Whether more of it is better; else less is. */
        public boolean isBetterWhenHigher() {
            return isBetterWhenHigher;
        }
    }
}
