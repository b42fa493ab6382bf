package dev.heddle.client.runs;

import dev.heddle.model.Figure;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What a function has reported of itself in one process for a while.
 *
 * @param model the model's name
 * @param version the version's number
 * @param engine what ran it
 * @param until the end of the while
 * @param figures what it reported, by name
 */
public record FigureReport(
        String model, int version, Engine engine, Instant until, Map<String, Figure> figures) {
    /** What runs functions. */
    public enum Engine {
        /** Its sample was run when it was registered. */
        SAMPLE,
        ONLINE,
        STREAM
    }

    public FigureReport {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(until, "until");
        figures = figures == null ? Map.of() : Map.copyOf(figures);
    }
}
