package dev.heddle.registry.artifacts;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which bytes of a content are asked for, by RFC 9110. */
sealed interface ByteRange {
    /** All of them; also for what is no range, or several, which may be ignored. */
    record Whole() implements ByteRange {}

    /**
     * Some of them.
     *
     * @param offset the first, from 0
     * @param length how many, at least 1
     */
    record Part(long offset, long length) implements ByteRange {}

    /** None that there are. */
    record Unsatisfiable() implements ByteRange {}

    /**
     * A {@code Range} header with one range, {@code bytes=0-99}, {@code bytes=100-}, {@code
     * bytes=-5}.
     */
    Pattern HEADER = Pattern.compile("bytes=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

    /**
     * Reads a header.
     *
     * @param header null if there is none
     * @param size how many bytes there are
     */
    static ByteRange of(String header, long size) {
        Matcher matcher = HEADER.matcher(header == null ? "" : header);
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return new Whole();
        }
        if (matcher.group(1).isEmpty()) {
            long last = Math.min(size, Long.parseLong(matcher.group(2)));
            return last == 0 ? new Unsatisfiable() : new Part(size - last, last);
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? size - 1 : Long.parseLong(matcher.group(2));
        if (!matcher.group(2).isEmpty() && last < first) {
            return new Whole();
        }
        return first >= size
                ? new Unsatisfiable()
                : new Part(first, Math.min(last, size - 1) - first + 1);
    }
}
