package dev.heddle.client.streams;

/** What a stream promises of the effects of an event. */
public enum Delivery {
    /**
     * They happen, after a crash perhaps again: for at most the events that were in flight, and
     * those that were finished since the last commit.
     */
    AT_LEAST_ONCE,
    /**
     * The events that it emits are there once, for readers of committed events: they and the
     * position in the topic are one transaction.
     */
    EXACTLY_ONCE,
    /**
     * They happen, after a crash perhaps again, and in any order: the topic is a queue, which
     * processes share event by event, however few partitions it has.
     */
    QUEUE
}
