package dev.heddle.runtime;

import dev.heddle.model.StreamContext;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An event that a function has emitted; see {@link StreamContext#emit}.
 *
 * @param topic where it goes
 * @param key its key; empty for none
 * @param value its bytes; not copied
 * @param headers texts by name, in their order
 */
public record Emission(
        String topic, Optional<String> key, byte[] value, Map<String, String> headers) {
    public Emission {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        headers =
                headers.isEmpty()
                        ? Map.of()
                        : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** One without headers. */
    public Emission(String topic, Optional<String> key, byte[] value) {
        this(topic, key, value, Map.of());
    }

    /** Its value as UTF-8, such as the JSON of a record. */
    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "%s %s %s%s"
                .formatted(topic, key.orElse("-"), text(), headers.isEmpty() ? "" : " " + headers);
    }
}
