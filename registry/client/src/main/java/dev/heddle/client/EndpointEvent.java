package dev.heddle.client;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One line of an endpoint's history.
 *
 * @param at when
 * @param outcome what happened
 * @param version the version that it is about
 * @param previous the version that was served before; empty if none was
 * @param cause why the version was chosen
 * @param detail what held it back; empty unless the outcome is {@code HELD}
 * @param actor who, or which process
 */
public record EndpointEvent(
        Instant at,
        Outcome outcome,
        int version,
        Optional<Integer> previous,
        String cause,
        String detail,
        String actor) {
    public EndpointEvent {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(outcome, "outcome");
        previous = previous == null ? Optional.empty() : previous;
        cause = cause == null ? "" : cause;
        detail = detail == null ? "" : detail;
        actor = actor == null ? "" : actor;
    }

    /** What can happen to a version at an endpoint. */
    public enum Outcome {
        /** The registry wants it to be served. */
        CHOSEN,
        /** A serving process answers with it. */
        SERVED,
        /** It is not served, and the one before goes on. */
        HELD
    }
}
