package dev.heddle.dashboard.compute;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Names with values as people type them: a line {@code NAME=value} for each. A value with line
 * breaks cannot be typed so.
 */
public final class PairLines {
    private PairLines() {}

    /**
     * The pairs of a text; lines that are blank say nothing. What stands around a value stays.
     *
     * @param field what the text is called in messages; no message repeats a value
     * @throws IllegalArgumentException if a line is no pair, or names what another one named
     */
    public static Map<String, String> pairs(String field, String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        String[] lines = text.split("\\R");
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].isBlank()) {
                continue;
            }
            int equals = lines[i].indexOf('=');
            String name = equals < 0 ? "" : lines[i].substring(0, equals).strip();
            if (name.isEmpty()) {
                throw new IllegalArgumentException(
                        "Line %d of %s has no name before a '=', expected NAME=value"
                                .formatted(i + 1, field));
            }
            if (pairs.put(name, lines[i].substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        "Line %d of %s names '%s' again, expected every name once"
                                .formatted(i + 1, field, name));
            }
        }
        return pairs;
    }

    /** Pairs by name as a text that {@link #pairs} reads again. */
    public static String text(Map<String, String> pairs) {
        return new TreeMap<>(pairs)
                .entrySet().stream()
                        .map(pair -> pair.getKey() + "=" + pair.getValue())
                        .collect(Collectors.joining("\n"));
    }
}
