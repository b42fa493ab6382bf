package com.example.flights;

import dev.heddle.model.Doc;
import dev.heddle.model.Feature;
import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Properties;

@Doc("Whether a flight from New York City will come more than 15 minutes late, told before it leaves.")
public final class Flights implements ModelFunction<Flights.Flight, Flights.Delay> {
    /** What is known before a flight leaves; the weather is filled in by whoever has observed it. */
    public record Flight(
            @Doc("As it is scheduled") Instant departure,
            @Doc("The airline's code, such as UA") String carrier,
            @Doc("EWR, JFK or LGA") String origin,
            @Doc("The airport's code, such as IAH") String destination,
            @Doc("Miles") int distance,
            @Doc("Degrees Fahrenheit") @Feature(view = "weather", key = "origin")
                    OptionalDouble temperature,
            @Doc("Percent") @Feature(view = "weather", key = "origin") OptionalDouble humidity,
            @Doc("Miles per hour") @Feature(view = "weather", key = "origin") OptionalDouble wind,
            @Doc("Inches in the hour") @Feature(view = "weather", key = "origin")
                    OptionalDouble rain,
            @Doc("Millibars") @Feature(view = "weather", key = "origin") OptionalDouble pressure,
            @Doc("Miles") @Feature(view = "weather", key = "origin") OptionalDouble visibility) {
        /** What cannot be is refused, and the caller is told so. */
        public Flight {
            if (distance <= 0) {
                throw new IllegalArgumentException("distance is " + distance + ", expected 1 or more");
            }
        }
    }

    /** What is foretold. */
    public record Delay(
            @Doc("That it comes more than 15 minutes late") double probability,
            @Doc("Whether that is above the parameter 'threshold'") boolean late) {}

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final List<String> FEATURES =
            List.of(
                    "hour",
                    "weekday",
                    "distance",
                    "carrierRate",
                    "destinationRate",
                    "temperature",
                    "humidity",
                    "wind",
                    "rain",
                    "pressure",
                    "visibility");

    private final Map<String, Double> carriers = new HashMap<>();
    private final Map<String, Double> destinations = new HashMap<>();
    private double mean;
    private double threshold;
    private Trees trees;

    @Override
    public void load(ModelContext context) throws IOException {
        threshold = context.parameters().number("threshold", 0.3);
        trees = Trees.read(context.artifact("trees"), FEATURES);
        Properties rates = new Properties();
        try (Reader reader = Files.newBufferedReader(context.artifact("rates"))) {
            rates.load(reader);
        }
        mean = Double.parseDouble(rates.getProperty("all"));
        for (String name : rates.stringPropertyNames()) {
            double rate = Double.parseDouble(rates.getProperty(name));
            if (name.startsWith("carrier.")) {
                carriers.put(name.substring("carrier.".length()), rate);
            } else if (name.startsWith("destination.")) {
                destinations.put(name.substring("destination.".length()), rate);
            }
        }
    }

    @Override
    public Delay predict(ModelContext context, Flight flight) {
        ZonedDateTime departure = flight.departure().atZone(NEW_YORK);
        double sum =
                trees.sum(
                        departure.getHour() + departure.getMinute() / 60.0,
                        departure.getDayOfWeek().getValue(),
                        flight.distance(),
                        carriers.getOrDefault(flight.carrier(), mean),
                        destinations.getOrDefault(flight.destination(), mean),
                        flight.temperature().orElse(Double.NaN),
                        flight.humidity().orElse(Double.NaN),
                        flight.wind().orElse(Double.NaN),
                        flight.rain().orElse(Double.NaN),
                        flight.pressure().orElse(Double.NaN),
                        flight.visibility().orElse(Double.NaN));
        double probability = 1 / (1 + StrictMath.exp(-sum));
        return new Delay(probability, probability > threshold);
    }
}
