package dev.heddle.monitors;

import dev.heddle.client.monitors.MonitorDetail.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What happened to a version in one piece of time.
 *
 * @param time its begin
 * @param calls how many calls and rows there were
 * @param failed how many of them failed
 * @param rows how many rows the profile is of
 * @param errors the same by code
 * @param sources what ran it, most calls first
 * @param latency a latency sketch; empty if nobody waited
 * @param profile a profile; empty if nothing was seen, or where it was not asked for
 */
record Bucket(
        Instant time,
        long calls,
        long failed,
        long rows,
        Map<String, Long> errors,
        List<Source> sources,
        byte[] latency,
        byte[] profile) {
    Bucket {
        Objects.requireNonNull(time, "time");
        errors = Map.copyOf(errors);
        sources = List.copyOf(sources);
        Objects.requireNonNull(latency, "latency");
        Objects.requireNonNull(profile, "profile");
    }
}
