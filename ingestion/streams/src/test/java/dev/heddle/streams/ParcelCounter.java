package dev.heddle.streams;

import dev.heddle.model.Event;
import dev.heddle.model.StreamContext;
import dev.heddle.model.StreamFunction;
import java.util.List;

/** Takes parcels; fails on what floats. */
public final class ParcelCounter implements StreamFunction<ParcelCounter.Parcel> {
    /** What comes in. */
    public record Parcel(double weight) {}

    @Override
    public void process(StreamContext context, List<Event<Parcel>> events) {
        for (Event<Parcel> event : events) {
            if (event.value().weight() < 0) {
                throw new IllegalStateException("it floats");
            }
        }
    }
}
