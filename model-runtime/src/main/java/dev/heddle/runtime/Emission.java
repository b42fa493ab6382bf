package dev.heddle.runtime;

import dev.heddle.model.StreamContext;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An event that a function has emitted; see {@link StreamContext#emit}. Features that it has
 * written are one, too, on the topic of their view.
 *
 * @param topic where it goes
 * @param key its key; empty for none
 * @param value its bytes; not copied
 * @param headers texts by name, in their order
 * @param features what was written; empty for any other event
 */
public record Emission(
        String topic,
        Optional<String> key,
        byte[] value,
        Map<String, String> headers,
        Optional<FeatureWrite> features) {
    public Emission {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        headers =
                headers.isEmpty()
                        ? Map.of()
                        : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        Objects.requireNonNull(features, "features");
    }

    /** An event that is no features. */
    public Emission(String topic, Optional<String> key, byte[] value, Map<String, String> headers) {
        this(topic, key, value, headers, Optional.empty());
    }

    /** One without headers. */
    public Emission(String topic, Optional<String> key, byte[] value) {
        this(topic, key, value, Map.of());
    }

    /** Features, on the topic of their view. */
    public Emission(FeatureWrite write, byte[] value) {
        this(write.view().topic(), Optional.of(write.key()), value, Map.of(), Optional.of(write));
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
