package dev.heddle.model;

import java.util.Map;
import java.util.Optional;

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

    /**
     * Writes features of an entity, after the call has returned: models that are called find them
     * within moments, batch jobs in the view's table. What is known already of a later moment stays
     * what is known; of the same moment, the last one written counts.
     *
     * @param view the feature view
     * @param features a public record whose components are fields of the view: every key, the event
     *     time, and features; a feature that it does not have becomes absent
     * @throws HeddleException with {@link ErrorCode#INVALID_INPUT} if the record does not fit the
     *     view, or its time is more than a day ahead of the clock; with {@link
     *     ErrorCode#UNAVAILABLE} if there is no such view
     */
    void write(String view, Record features);

    /**
     * Reads what is known of an entity now, which is how a function keeps state: it sees all that
     * this stream has written, in this call too. To change what was read and write it again is safe
     * where the entity is named by the key of the events, since these are processed in their order.
     *
     * @param view the feature view
     * @param type a public record whose components are fields of the view, as {@link #write} takes
     *     it; of features that may be absent an {@code Optional}
     * @param key the values of the view's keys, in their order
     * @return empty if nothing is known, or it is older than the view's time to live
     * @throws HeddleException with {@link ErrorCode#INVALID_INPUT} if record or key do not fit the
     *     view; with {@link ErrorCode#UNAVAILABLE} if there is no such view, or it cannot be read
     */
    <F extends Record> Optional<F> read(String view, Class<F> type, Object... key);
}
