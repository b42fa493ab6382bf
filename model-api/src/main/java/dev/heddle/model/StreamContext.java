package dev.heddle.model;

import java.util.Map;

/** What a function over events knows of itself, and where its effects go. For one call. */
public interface StreamContext extends ModelContext {
    /** Sends an event without headers; see {@link #emit(String, String, Object, Map)}. */
    default void emit(String topic, String key, Object value) {
        emit(topic, key, value, Map.of());
    }

    /**
     * Sends an event after the call has returned. Events of one key arrive in the order in which
     * they were emitted.
     *
     * @param topic where it goes; a platform's brokers say whether it is made when it is absent
     * @param key its key; null for none
     * @param value a public record, which becomes JSON or whatever format the stream was given for
     *     its output; a {@code String}, as UTF-8; or a {@code byte[]} as it is; never null
     * @param headers texts by name, which are sent as UTF-8; a CloudEvent in binary mode has its
     *     attributes there: {@code ce_id}, {@code ce_source}, {@code ce_specversion}, {@code
     *     ce_type}
     * @throws HeddleException with {@link ErrorCode#INVALID_INPUT} if the value is none of these,
     *     the topic's name is one that no broker takes, or a header's name or text is null; with
     *     {@link ErrorCode#UNAVAILABLE} if the format needs a schema registry that is away
     */
    void emit(String topic, String key, Object value, Map<String, String> headers);
}
