package dev.heddle.client.monitors;

import java.util.Objects;
import java.util.Optional;

/**
 * How something is that is no version: a stream, a schedule, a table.
 *
 * @param kind what was looked at
 * @param target the stream, the schedule or the table
 * @param subject what of it; empty for the whole
 * @param state how it is now
 * @param value what was found; empty if nothing could be
 * @param threshold what it may be at most; empty if there is none
 * @param message what is wrong and what to do, in one sentence; empty if nothing is
 * @param page the address of the page that shows it, from the platform's root
 */
public record TargetCheck(
        MonitorCheck.Kind kind,
        String target,
        String subject,
        MonitorState state,
        Optional<Double> value,
        Optional<Double> threshold,
        String message,
        String page) {
    public TargetCheck {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(threshold, "threshold");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(page, "page");
    }
}
