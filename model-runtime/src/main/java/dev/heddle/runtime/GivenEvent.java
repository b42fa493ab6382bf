package dev.heddle.runtime;

import dev.heddle.model.Event;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An event that is on no broker: of a test, a file or a sample.
 *
 * @param key its key; empty for none
 * @param value what the function takes
 * @param time when it happened
 * @param headers texts by name
 * @param offset its place among those that were given
 */
public record GivenEvent<E>(
        Optional<String> key, E value, Instant time, Map<String, String> headers, long offset)
        implements Event<E> {
    public GivenEvent {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(time, "time");
        headers = Map.copyOf(headers);
    }

    GivenEvent(Optional<String> key, E value) {
        this(key, value, Instant.EPOCH, Map.of(), 0);
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public String topic() {
        return "given";
    }

    @Override
    public int partition() {
        return 0;
    }
}
