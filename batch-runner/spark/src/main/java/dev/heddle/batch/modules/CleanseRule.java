package dev.heddle.batch.modules;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A rule that cleanses columns; columns are named, or matched by a pattern with {@code *}. */
sealed interface CleanseRule {
    /** New names by old ones. */
    record Rename(Map<String, String> names) implements CleanseRule {}

    /** Columns that go. */
    record Drop(List<String> columns) implements CleanseRule {}

    /** Texts lose white space at both ends. */
    record Trim(List<String> columns) implements CleanseRule {}

    /** Values that mean nothing become null. */
    record Nullify(List<String> columns, List<Object> values) implements CleanseRule {}

    /** Columns get other types; {@code format} reads texts that are dates or times. */
    record Cast(Map<String, String> types, Optional<String> format, OnError onError)
            implements CleanseRule {}

    /** Values become the SHA-256 of the salt and the value, in hexadecimal. */
    record Hash(List<String> columns, String salt) implements CleanseRule {
        @Override
        public String toString() {
            return "Hash[columns=" + columns + "]";
        }
    }

    /** Texts keep their first and last characters, the others become one and the same. */
    record Mask(List<String> columns, int keepFirst, int keepLast, String with)
            implements CleanseRule {}

    /** What becomes of a value that cannot be cast. */
    enum OnError {
        FAIL,
        NULLIFY
    }
}
