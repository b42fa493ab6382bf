package dev.heddle.client.batch;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a job finds the features of one view.
 *
 * @param view the view's name, as {@code @Feature} names it
 * @param table the table that holds their history
 * @param key the table's key column
 * @param time the table's column of the event time, a timestamp or a date
 * @param timeToLive how old a value may be; empty for any age
 */
public record FeatureSource(
        String view, String table, String key, String time, Optional<Duration> timeToLive) {
    public FeatureSource {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(time, "time");
        timeToLive = timeToLive == null ? Optional.empty() : timeToLive;
        if (timeToLive.isPresent() && timeToLive.get().isNegative()) {
            throw new IllegalArgumentException("timeToLive is 0 or more, got " + timeToLive.get());
        }
    }
}
