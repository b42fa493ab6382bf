package dev.heddle.client.runs;

import java.util.List;

/** Where what functions report of themselves becomes metrics of their versions' runs. */
public interface FigureRegistry {
    /**
     * Adds points to the runs of versions: of each figure the mean, {@code online/margin}, and the
     * number of observations, {@code online/margin.count}, at the step of the minute. What is said
     * of a version without a run is dropped.
     */
    void report(List<FigureReport> reports);
}
