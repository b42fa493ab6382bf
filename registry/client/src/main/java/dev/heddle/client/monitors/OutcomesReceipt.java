package dev.heddle.client.monitors;

import java.util.Optional;

/**
 * What became of outcomes that were sent.
 *
 * @param received how many there were
 * @param joined how many met a prediction that was logged
 * @param waiting how many met none yet; they join if it comes in later
 * @param outdated how many were passed over, since a later outcome of the same prediction is known
 * @param hint why outcomes wait and what to do, a sentence; empty if none wait
 */
public record OutcomesReceipt(
        long received, long joined, long waiting, long outdated, Optional<String> hint) {
    public OutcomesReceipt {
        hint = hint == null ? Optional.empty() : hint;
    }
}
