package dev.heddle.tracking;

import dev.heddle.mlflow.Message;

/**
 * A parameter or a tag.
 *
 * @param key its name
 * @param value its text
 */
record KeyValue(String key, String value) {
    /** A parameter or tag of a request; a value that is missing is the empty text. */
    static KeyValue of(Message message) {
        return new KeyValue(message.text("key").orElse(""), message.text("value").orElse(""));
    }

    /** This one with a value of at most so many characters: MLflow's servers cut what is longer. */
    KeyValue shortened(int limit) {
        return value.codePointCount(0, value.length()) <= limit
                ? this
                : new KeyValue(key, value.substring(0, value.offsetByCodePoints(0, limit)));
    }
}
