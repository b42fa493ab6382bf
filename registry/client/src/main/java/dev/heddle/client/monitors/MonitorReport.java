package dev.heddle.client.monitors;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * All that one process saw of one version, from one source, in one minute until now. The next
 * report of the same minute takes its place, so that a report that is sent twice counts once.
 *
 * @param model the model's name
 * @param version the version's number
 * @param engine what ran it
 * @param source the endpoint, the stream or the job; empty for calls that name a version
 * @param process who reports, unique among all processes there ever were
 * @param minute the minute's begin; for a job, that of its end
 * @param calls how many calls were answered, well or not; for jobs and streams, how many rows
 * @param errors how many of them failed, by the code of the error
 * @param latency a sketch of what calls took in milliseconds, as {@code dev.heddle.sketches} writes
 *     it; empty where nothing waits for an answer
 * @param profile a profile of inputs and outputs, as {@code dev.heddle.sketches} writes it; empty
 *     if nothing was seen
 */
public record MonitorReport(
        String model,
        int version,
        Engine engine,
        String source,
        String process,
        Instant minute,
        long calls,
        Map<String, Long> errors,
        byte[] latency,
        byte[] profile) {
    public MonitorReport {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(process, "process");
        Objects.requireNonNull(minute, "minute");
        errors = errors == null ? Map.of() : Map.copyOf(errors);
        latency = latency == null ? new byte[0] : latency;
        profile = profile == null ? new byte[0] : profile;
    }
}
