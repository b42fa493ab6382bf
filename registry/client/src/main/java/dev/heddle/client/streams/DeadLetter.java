package dev.heddle.client.streams;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An event that could not be processed.
 *
 * @param number its place among the dead letters
 * @param topic the topic that it came from
 * @param partition its partition there
 * @param offset its offset there
 * @param key its key as UTF-8; empty for none
 * @param value its value as UTF-8; empty for none
 * @param headers its own headers as UTF-8
 * @param error the error's message
 * @param errorClass the error's class
 * @param stack a number that is the same for errors of one place in the code
 * @param attempts how many times it was tried
 * @param function the version that could not process it
 * @param time when it happened, by its own account
 */
public record DeadLetter(
        long number,
        String topic,
        long partition,
        long offset,
        Optional<String> key,
        Optional<String> value,
        Map<String, String> headers,
        String error,
        String errorClass,
        String stack,
        int attempts,
        String function,
        Instant time) {
    public DeadLetter {
        key = key == null ? Optional.empty() : key;
        value = value == null ? Optional.empty() : value;
        headers = headers == null ? Map.of() : Map.copyOf(headers);
    }
}
