package dev.heddle.client.monitors;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One judgement.
 *
 * @param kind what was looked at
 * @param subject the field, {@code input.age}, or what else it is about; empty for the whole
 * @param state the judgement
 * @param value what was found; empty if nothing could be. While a baseline is learned, how many
 *     rows of it are there
 * @param threshold what it may be at most, or at least for {@code QUALITY}; empty if there is none.
 *     While a baseline is learned, how many rows are wanted
 * @param message what is wrong and what to do, in one sentence; empty if nothing is
 * @param since since when it is so
 */
public record MonitorCheck(
        Kind kind,
        String subject,
        MonitorState state,
        Optional<Double> value,
        Optional<Double> threshold,
        String message,
        Instant since) {
    /** What is looked at. */
    public enum Kind {
        /** The share of calls that fail. */
        ERRORS,
        /** The 99th percentile of what calls take, in milliseconds. */
        LATENCY,
        /** How far inputs or outputs are from their baseline. */
        DRIFT,
        /** How far features are online from what they should have been. */
        SKEW,
        /** How well predictions met what happened. */
        QUALITY,
        /** How far a stream is behind its topics, in events. */
        LAG,
        /** Whether the jobs of a schedule ran and succeeded. */
        JOBS,
        /** Whether what was written to a table kept its rules. */
        TABLE
    }

    public MonitorCheck {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(threshold, "threshold");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(since, "since");
    }
}
