package dev.heddle.streams;

import java.util.Map;

/**
 * One life of a stream in this process, from joining its group to leaving it or to a failure that
 * ends it. For one thread, but for {@link #partitions}.
 */
sealed interface StreamLife extends AutoCloseable permits StreamRun, QueueRun {
    /** Joins the group. */
    void begin();

    /**
     * Does a little of what there is to do; called again and again.
     *
     * @param paused whether nothing is to be taken
     * @throws RuntimeException if this life has to end; what is not finished is given again
     */
    void step(boolean paused) throws InterruptedException;

    /** Finishes the calls that run, and says so to the brokers. */
    void end() throws InterruptedException;

    /** How many events are in flight, by partition. Any thread. */
    Map<String, Long> partitions();

    /** Leaves the group; what is not finished is given again. */
    @Override
    void close();
}
