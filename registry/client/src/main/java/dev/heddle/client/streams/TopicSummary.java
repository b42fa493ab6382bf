package dev.heddle.client.streams;

/**
 * A topic.
 *
 * @param name its name
 * @param partitions how many partitions it has
 * @param events how many offsets lie between its first and its last event; transactions and
 *     compaction leave some of them empty
 */
public record TopicSummary(String name, int partitions, long events) {}
