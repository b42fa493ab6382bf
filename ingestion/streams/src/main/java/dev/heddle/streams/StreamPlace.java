package dev.heddle.streams;

import dev.heddle.client.streams.PartitionLag;
import java.util.List;
import java.util.Optional;

/**
 * How far a stream has come, as its brokers tell.
 *
 * @param lag by topic and partition; empty for topics that do not exist
 * @param missing the topics that do not exist
 * @param problem why the lag is not known; empty if it is
 */
public record StreamPlace(List<PartitionLag> lag, List<String> missing, Optional<String> problem) {
    public StreamPlace {
        lag = List.copyOf(lag);
        missing = List.copyOf(missing);
    }
}
