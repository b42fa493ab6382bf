package com.example.flights;

import dev.heddle.model.Doc;
import dev.heddle.model.Event;
import dev.heddle.model.StreamContext;
import dev.heddle.model.StreamFunction;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** Keeps the last observation of the weather at each airport where {@link Flights} finds it. */
@Doc("Keeps the last observation of the weather at each airport.")
public final class Weather implements StreamFunction<Weather.Observation> {
    /** An observation, as it comes and as it is kept. */
    public record Observation(
            @Doc("EWR, JFK or LGA") String origin,
            Instant observed,
            @Doc("Degrees Fahrenheit") OptionalDouble temperature,
            @Doc("Percent") OptionalDouble humidity,
            @Doc("Miles per hour") OptionalDouble wind,
            @Doc("Inches in the hour") OptionalDouble rain,
            @Doc("Millibars") OptionalDouble pressure,
            @Doc("Miles") OptionalDouble visibility) {}

    @Override
    public void process(StreamContext context, List<Event<Observation>> events) {
        for (Event<Observation> event : events) {
            context.write("weather", event.value());
        }
    }
}
