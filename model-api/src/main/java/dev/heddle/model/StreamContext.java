package dev.heddle.model;

/** What a function over events knows of itself, and where its effects go. For one call. */
public interface StreamContext extends ModelContext {
    /**
     * Sends an event after the call has returned. Events of one key arrive in the order in which
     * they were emitted.
     *
     * @param topic where it goes; a platform's brokers say whether it is made when it is absent
     * @param key its key; null for none
     * @param value a public record, which becomes JSON; a {@code String}, as UTF-8; or a {@code
     *     byte[]} as it is; never null
     * @throws HeddleException with {@link ErrorCode#INVALID_INPUT} if the value is none of these,
     *     or the topic's name is one that no broker takes
     */
    void emit(String topic, String key, Object value);
}
