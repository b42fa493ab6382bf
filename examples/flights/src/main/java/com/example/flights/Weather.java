package com.example.flights;

import dev.heddle.model.Doc;
import dev.heddle.model.Event;
import dev.heddle.model.StreamContext;
import dev.heddle.model.StreamFunction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Keeps the last observation of the weather at each airport where {@link Flights} finds it. */
@Doc("Keeps the last observation of the weather at each airport.")
public final class Weather implements StreamFunction<Weather.Observation> {
    /** An observation as it comes. */
    public record Observation(
            @Doc("EWR, JFK or LGA") String origin,
            @Doc("When it was made; when the event happened, if left out") Optional<Instant> observed,
            @Doc("Degrees Fahrenheit") OptionalDouble temperature,
            @Doc("Percent") OptionalDouble humidity,
            @Doc("Miles per hour") OptionalDouble wind,
            @Doc("Inches in the hour") OptionalDouble rain,
            @Doc("Millibars") OptionalDouble pressure,
            @Doc("Miles") OptionalDouble visibility) {}

    /** What is kept: the fields of the feature view in weather.yaml. */
    public record Kept(
            String origin,
            OptionalDouble temperature,
            OptionalDouble humidity,
            OptionalDouble wind,
            OptionalDouble rain,
            OptionalDouble pressure,
            OptionalDouble visibility,
            Instant observed) {}

    @Override
    public void process(StreamContext context, List<Event<Observation>> events) {
        for (Event<Observation> event : events) {
            Observation seen = event.value();
            context.write(
                    "weather",
                    new Kept(
                            seen.origin(),
                            seen.temperature(),
                            seen.humidity(),
                            seen.wind(),
                            seen.rain(),
                            seen.pressure(),
                            seen.visibility(),
                            seen.observed().orElse(event.time())));
        }
    }
}
