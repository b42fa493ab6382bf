package dev.heddle.runtime;

import dev.heddle.model.FeatureView;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What is known of an entity.
 *
 * @param time since when, to the microsecond
 * @param values the features of the view; not to be changed
 */
public record KnownFeatures(Instant time, Row values) {
    public KnownFeatures {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(values, "values");
    }

    /** Whether it is older than the view's time to live. */
    public boolean isExpired(FeatureView view, Instant now) {
        return view.timeToLive()
                .filter(span -> Duration.between(time, now).compareTo(span) > 0)
                .isPresent();
    }

    /** What of two counts: the later one; of the same moment, the one that was written last. */
    public static KnownFeatures later(KnownFeatures before, KnownFeatures now) {
        return now.time().isBefore(before.time()) ? before : now;
    }
}
