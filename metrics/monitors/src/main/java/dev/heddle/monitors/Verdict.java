package dev.heddle.monitors;

import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.MonitorState;
import java.util.Objects;
import java.util.Optional;

/**
 * What one look says of one thing.
 *
 * @param kind what was looked at
 * @param subject the field or what else it is about; empty for the whole
 * @param state how it is now
 * @param value what was found
 * @param threshold what it may be
 * @param message what is wrong; empty if nothing is
 * @param page the address of the page that shows it
 */
record Verdict(
        Kind kind,
        String subject,
        MonitorState state,
        Optional<Double> value,
        Optional<Double> threshold,
        String message,
        String page) {
    Verdict {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(threshold, "threshold");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(page, "page");
    }

    boolean isAlert() {
        return state == MonitorState.ALERT;
    }
}
