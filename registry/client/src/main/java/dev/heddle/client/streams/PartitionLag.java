package dev.heddle.client.streams;

import java.util.OptionalLong;

/**
 * How far a group has come in a partition.
 *
 * @param topic the topic
 * @param partition the partition, from 0
 * @param committed the offset of the first event that is not known to be finished; empty if the
 *     group has not been there
 * @param end the offset after the last event
 * @param lag how many events are not known to be finished
 */
public record PartitionLag(
        String topic, int partition, OptionalLong committed, long end, long lag) {
    public PartitionLag {
        committed = committed == null ? OptionalLong.empty() : committed;
    }
}
