package dev.heddle.client.monitors;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How well a version's predictions met what happened.
 *
 * @param model the model's name
 * @param version the version's number
 * @param compared the output that outcomes are compared with; empty if there is none, or it goes by
 *     each outcome's type
 * @param score the output that is taken for the probability of the positive outcome; empty if there
 *     is none
 * @param segmentInputs the inputs by whose values figures are kept
 * @param outcomes how many outcomes came in for the model in that time, for all its versions
 * @param waiting how many of them have not met a logged prediction, until now
 * @param predictions how many logged predictions the version made in that time: only these can be
 *     joined
 * @param joined how many of these have met their outcome
 * @param hint what to do so that more can be joined, a sentence; empty if nothing needs doing
 * @param total the figures of all
 * @param series the figures over time, by when the prediction was made, oldest first
 * @param segments the figures by the values of one input, largest first; empty if none was asked
 *     for
 * @param calibration for probabilities: of each tenth, what was predicted and what happened
 * @param confusion for classes: how many of each that happened were predicted as each
 */
public record QualityReport(
        String model,
        int version,
        Optional<String> compared,
        Optional<String> score,
        List<String> segmentInputs,
        long outcomes,
        long waiting,
        long predictions,
        long joined,
        Optional<String> hint,
        Figures total,
        List<Point> series,
        List<Segment> segments,
        List<Calibration> calibration,
        Map<String, Map<String, Long>> confusion) {
    public QualityReport {
        Objects.requireNonNull(model, "model");
        compared = compared == null ? Optional.empty() : compared;
        score = score == null ? Optional.empty() : score;
        segmentInputs = segmentInputs == null ? List.of() : List.copyOf(segmentInputs);
        hint = hint == null ? Optional.empty() : hint;
        Objects.requireNonNull(total, "total");
        series = series == null ? List.of() : List.copyOf(series);
        segments = segments == null ? List.of() : List.copyOf(segments);
        calibration = calibration == null ? List.of() : List.copyOf(calibration);
        confusion = confusion == null ? Map.of() : confusion;
    }

    /**
     * Figures of some predictions; empty where they make no sense for the outcome.
     *
     * @param rows how many predictions
     * @param accuracy the share that was right
     * @param auc the area under the receiver operating characteristic, of scores in 200 equal bins
     * @param brier the mean squared distance of probability and outcome
     * @param meanError the mean of prediction minus outcome
     * @param meanAbsoluteError the mean distance
     * @param rootMeanSquaredError the root of the mean squared distance
     */
    public record Figures(
            long rows,
            Optional<Double> accuracy,
            Optional<Double> auc,
            Optional<Double> brier,
            Optional<Double> meanError,
            Optional<Double> meanAbsoluteError,
            Optional<Double> rootMeanSquaredError) {}

    /** Figures of predictions that were made in one piece of time, which begins then. */
    public record Point(Instant time, Figures figures) {}

    /**
     * Figures of predictions whose input had one value.
     *
     * @param value the value as text; empty for predictions without one
     * @param isRest whether this is all that have no segment of their own
     * @param figures their figures
     */
    public record Segment(String value, boolean isRest, Figures figures) {}

    /**
     * A tenth of the probabilities.
     *
     * @param from its begin
     * @param to its end, which belongs to the next tenth
     * @param rows how many predictions are in it
     * @param meanPredicted the mean of their probabilities
     * @param meanHappened which share of them turned out positive
     */
    public record Calibration(
            double from, double to, long rows, double meanPredicted, double meanHappened) {}
}
