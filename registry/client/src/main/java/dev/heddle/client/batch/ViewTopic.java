package dev.heddle.client.batch;

import dev.heddle.model.FeatureView;
import java.util.Map;
import java.util.Objects;

/**
 * The topic of a feature view, or a part of it.
 *
 * @param view the view
 * @param topic the topic's id on the brokers, which another one of the same name has not
 * @param from the first offset of each partition that is read
 * @param until the offset of each partition before which reading ends
 */
public record ViewTopic(
        FeatureView view, String topic, Map<Integer, Long> from, Map<Integer, Long> until) {
    public ViewTopic {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(topic, "topic");
        from = from == null ? Map.of() : Map.copyOf(from);
        until = until == null ? Map.of() : Map.copyOf(until);
        if (!from.keySet().equals(until.keySet())) {
            throw new IllegalArgumentException(
                    "from has the partitions %s, and until %s"
                            .formatted(from.keySet(), until.keySet()));
        }
    }
}
