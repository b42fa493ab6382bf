package dev.heddle.client.monitors;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * All about one version in some time.
 *
 * @param summary its figures in short
 * @param from the time's begin
 * @param to the time's end
 * @param grainSeconds how long each point of the series is
 * @param series what happened, oldest first, without gaps
 * @param errors how many calls failed, by code
 * @param sources what ran it
 * @param baseline what it is compared with
 * @param fields its inputs, then its outputs
 * @param checks every judgement
 */
public record MonitorDetail(
        MonitorSummary summary,
        Instant from,
        Instant to,
        long grainSeconds,
        List<SeriesPoint> series,
        Map<String, Long> errors,
        List<Source> sources,
        Optional<Baseline> baseline,
        List<FieldDrift> fields,
        List<MonitorCheck> checks) {
    public MonitorDetail {
        Objects.requireNonNull(summary, "summary");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
    }

    /** Who ran it, and how often. */
    public record Source(Engine engine, String name, long calls) {}

    /**
     * What a version is compared with.
     *
     * @param origin where it comes from
     * @param rows how many rows it has
     * @param wanted how many it will have; as many as it has if it is whole
     */
    public record Baseline(Origin origin, long rows, long wanted) {
        /** Where a baseline comes from. */
        public enum Origin {
            /** The training sample that was registered. */
            TRAINING,
            /** The first records that it was given. */
            FIRST_RECORDS
        }
    }
}
