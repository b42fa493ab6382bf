package dev.heddle.monitors.outcomes;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * One prediction of one record, as it is kept.
 *
 * @param version the row of its version, see {@link KnownModel}
 * @param requestId the call's id
 * @param index which record of the call
 * @param time when the call was made
 * @param outputs what was predicted, by output
 * @param segments what the record's segments are, by input
 * @param outcome what happened, as it counts in the sums; empty while that is not known
 */
record Prediction(
        int version,
        String requestId,
        int index,
        Instant time,
        JsonNode outputs,
        JsonNode segments,
        Optional<JsonNode> outcome) {}
