package dev.heddle.containers;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A part of what a container has printed.
 *
 * @param lines the part, oldest first
 * @param next the position after it; empty as long as nothing has come
 */
public record LogPage(List<Line> lines, Optional<String> next) {
    public LogPage {
        lines = List.copyOf(lines);
        Objects.requireNonNull(next, "next");
    }

    /**
     * A line, or a part of a very long one.
     *
     * @param at when it was printed
     * @param text the text; ends with a line feed unless it goes on
     */
    public record Line(Instant at, String text) {
        public Line {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(text, "text");
        }
    }
}
