package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.Field;
import dev.heddle.model.HeddleException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/** One value of a key, as somebody gives it. */
final class KeyText {
    private KeyText() {}

    /** The value as a row has it. */
    static Object read(Field key, Object given) {
        String text = String.valueOf(given);
        try {
            return switch (key.type().kind()) {
                case BOOLEAN -> bool(text);
                case INTEGER -> Integer.parseInt(text);
                case LONG -> Long.parseLong(text);
                case DATE -> LocalDate.parse(text);
                case TIMESTAMP -> Instant.parse(text);
                case STRING -> text;
                case FLOAT, DOUBLE, BINARY, LIST, MAP, STRUCT, TENSOR ->
                        throw new IllegalStateException(key.type() + " is no type of a key");
            };
        } catch (NumberFormatException | DateTimeException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT,
                    "key %s is '%s', expected %s".formatted(key.name(), text, key.type()),
                    e);
        }
    }

    private static boolean bool(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new NumberFormatException(text);
        }
        return text.equals("true");
    }
}
