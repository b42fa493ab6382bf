package dev.heddle.client.features;

import dev.heddle.model.FeatureView;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A feature view and how it is doing.
 *
 * @param view what it is
 * @param updatedAt when it was last defined
 * @param updatedBy by whom
 * @param ready whether the process that answers can read its features
 * @param writes how many writes its topic holds
 * @param behind how many of them that process has still to read
 * @param newest when it was written to last; empty for never, and if that is not known
 * @param unreadable how many events of the topic were none of the view, since the process started
 * @param problem what is wrong; empty if nothing is
 */
public record FeatureViewSummary(
        FeatureView view,
        Instant updatedAt,
        String updatedBy,
        boolean ready,
        long writes,
        long behind,
        Optional<Instant> newest,
        long unreadable,
        Optional<String> problem) {
    public FeatureViewSummary {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(updatedAt, "updatedAt");
        Objects.requireNonNull(updatedBy, "updatedBy");
        newest = newest == null ? Optional.empty() : newest;
        problem = problem == null ? Optional.empty() : problem;
    }
}
