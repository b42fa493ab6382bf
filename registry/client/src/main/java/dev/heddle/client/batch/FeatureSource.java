package dev.heddle.client.batch;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import dev.heddle.model.FeatureView;
import dev.heddle.model.Field;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a job finds the features of one view.
 *
 * @param view the view's name, as {@code @Feature} names it
 * @param table the table that holds their history
 * @param keys the table's key columns, in the order in which {@code @Feature} names the input's;
 *     JSON may also have one {@code key}
 * @param time the table's column of the event time, a timestamp or a date
 * @param timeToLive how old a value may be; empty for any age
 */
public record FeatureSource(
        String view,
        String table,
        @JsonAlias("key") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                List<String> keys,
        String time,
        Optional<Duration> timeToLive) {
    public FeatureSource {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(table, "table");
        keys = List.copyOf(Objects.requireNonNull(keys, "keys"));
        Objects.requireNonNull(time, "time");
        timeToLive = timeToLive == null ? Optional.empty() : timeToLive;
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("keys has a column at least, got none");
        }
        if (timeToLive.isPresent() && timeToLive.get().isNegative()) {
            throw new IllegalArgumentException("timeToLive is 0 or more, got " + timeToLive.get());
        }
    }

    /** Where the definition of a view says that its history is. */
    public static FeatureSource of(FeatureView view) {
        return new FeatureSource(
                view.name(),
                view.table(),
                view.keys().fields().stream().map(Field::name).toList(),
                view.time(),
                view.timeToLive());
    }
}
