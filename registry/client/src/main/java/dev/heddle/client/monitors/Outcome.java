package dev.heddle.client.monitors;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What really happened to one prediction.
 *
 * @param requestId the id of the call, as its answer said it in {@code X-Request-Id}
 * @param index which record of the call, from 0
 * @param outcome what happened: a boolean, a number or a text
 * @param time when it was known; empty for now
 */
public record Outcome(String requestId, int index, JsonNode outcome, Optional<Instant> time) {
    public Outcome {
        Objects.requireNonNull(requestId, "requestId");
        Objects.requireNonNull(outcome, "outcome");
        time = time == null ? Optional.empty() : time;
    }
}
