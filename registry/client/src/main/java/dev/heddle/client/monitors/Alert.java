package dev.heddle.client.monitors;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that went wrong, and whether it is well again.
 *
 * @param id its number, larger for later ones
 * @param kind what was looked at
 * @param target the model's version, {@code churn@3}, the stream, the schedule or the table
 * @param subject the field or what else it is about; empty for the whole
 * @param message what is wrong
 * @param value what was found
 * @param threshold what it may be
 * @param begin when it began
 * @param end when it was well again; empty if it is not
 * @param page the address of the page that shows it, from the platform's root
 */
public record Alert(
        long id,
        MonitorCheck.Kind kind,
        String target,
        String subject,
        String message,
        Optional<Double> value,
        Optional<Double> threshold,
        Instant begin,
        Optional<Instant> end,
        String page) {
    public Alert {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(begin, "begin");
        Objects.requireNonNull(page, "page");
    }
}
