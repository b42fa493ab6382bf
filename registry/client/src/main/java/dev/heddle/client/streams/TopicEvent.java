package dev.heddle.client.streams;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * An event of a topic as text.
 *
 * @param key its key; empty for none
 * @param value its value, such as JSON
 * @param headers its headers by name
 * @param time when it happened; empty for now, where it is sent
 * @param partition the partition that it is in; empty where it is sent
 * @param offset its place there; empty where it is sent
 */
public record TopicEvent(
        Optional<String> key,
        String value,
        Map<String, String> headers,
        Optional<Instant> time,
        OptionalInt partition,
        OptionalLong offset) {
    public TopicEvent {
        key = key == null ? Optional.empty() : key;
        Objects.requireNonNull(value, "value");
        headers = headers == null ? Map.of() : Map.copyOf(headers);
        time = time == null ? Optional.empty() : time;
        partition = partition == null ? OptionalInt.empty() : partition;
        offset = offset == null ? OptionalLong.empty() : offset;
    }
}
