package dev.heddle.benchmarks.tracking;

import java.net.URI;

/** A way to have a server hold the runs that are searched and the history that is drawn. */
interface Filling {
    /**
     * Fills the server and has its database gather statistics.
     *
     * @param experiment the experiment of the runs
     * @param history that of the one run with the long history
     * @param points how many points that has
     */
    void fill(URI server, String experiment, String history, SampleRuns runs, int points)
            throws Exception;
}
