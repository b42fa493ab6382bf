package dev.heddle.client.monitors;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How well a version's predictions met what happened.
 *
 * @param model the model's name
 * @param version the version's number
 * @param outcomes how many outcomes came in for it
 * @param joined how many of them met a logged prediction
 * @param total the figures of all
 * @param series the figures over time, by when the prediction was made, oldest first
 * @param segments the figures by the values of one input; empty if none was asked for
 * @param calibration for probabilities: of each tenth, what was predicted and what happened
 * @param confusion for classes: how many of each that happened were predicted as each
 */
public record QualityReport(
        String model,
        int version,
        long outcomes,
        long joined,
        Figures total,
        List<Point> series,
        List<Segment> segments,
        List<Calibration> calibration,
        Map<String, Map<String, Long>> confusion) {
    /**
     * Figures of some predictions; empty where they make no sense for the outcome.
     *
     * @param rows how many predictions
     * @param accuracy the share that was right
     * @param auc the area under the receiver operating characteristic
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

    /** Figures of predictions that were made in one piece of time. */
    public record Point(Instant time, Figures figures) {}

    /** Figures of predictions whose input had one value. */
    public record Segment(String value, Figures figures) {}

    /** A tenth of the probabilities. */
    public record Calibration(
            double from, double to, long rows, double meanPredicted, double meanHappened) {}
}
