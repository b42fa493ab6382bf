package com.example.flights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.flights.Flights.Delay;
import com.example.flights.Flights.Flight;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.ModelTester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FlightsTest {
    private final ModelTester<Flight, Delay> tester =
            ModelTester.of(new Flights())
                    .parameter("threshold", "0.4")
                    .artifact("trees", Path.of("trees.csv"))
                    .artifact("rates", Path.of("rates.properties"));

    @Test
    void shouldScoreFlightsAsTheFittedModelDoes() {
        Delay early =
                tester.predict(
                        new Flight(
                                Instant.parse("2013-10-01T09:00:00Z"),
                                "US",
                                "EWR",
                                "CLT",
                                529,
                                OptionalDouble.of(53.06),
                                OptionalDouble.of(89.31),
                                OptionalDouble.of(4.60312),
                                OptionalDouble.of(0),
                                OptionalDouble.of(1015.7),
                                OptionalDouble.of(10)));
        Delay wet =
                tester.predict(
                        new Flight(
                                Instant.parse("2013-12-17T20:30:00Z"),
                                "9E",
                                "JFK",
                                "BUF",
                                301,
                                OptionalDouble.of(33.8),
                                OptionalDouble.of(88.37),
                                OptionalDouble.of(10.357019999999999),
                                OptionalDouble.of(0.02),
                                OptionalDouble.empty(),
                                OptionalDouble.of(5)));

        // What scikit-learn gives for the same flights.
        assertEquals(0.06122677302714906, early.probability(), 1e-12);
        assertEquals(0.4924227055697898, wet.probability(), 1e-12);
        assertFalse(early.late());
        assertTrue(wet.late());
    }

    @Test
    void shouldScoreAFlightOfUnknownCarrierInUnknownWeather() {
        Delay delay = tester.predict(withoutWeather("2013-10-22T21:00:00Z", "??", 740));

        assertTrue(delay.probability() > 0.2 && delay.probability() < 0.5);
    }

    @Test
    void shouldReadTheSample() throws IOException {
        String outputs = tester.predictJson(Files.readString(Path.of("sample.json")));

        assertTrue(outputs.contains("0.3001349475020"), outputs);
    }

    @Test
    void shouldRefuseAnImpossibleDistance() {
        HeddleException refused =
                assertThrows(
                        HeddleException.class,
                        () ->
                                tester.predictJson(
                                        """
                                        {"departure": "2013-10-22T21:00:00Z", "carrier": "AA",
                                         "origin": "JFK", "destination": "ORD", "distance": 0}
                                        """));

        assertTrue(refused.getMessage().contains("distance is 0, expected 1 or more"));
    }

    private static Flight withoutWeather(String departure, String carrier, int distance) {
        OptionalDouble unknown = OptionalDouble.empty();
        return new Flight(
                Instant.parse(departure),
                carrier,
                "JFK",
                "ORD",
                distance,
                unknown,
                unknown,
                unknown,
                unknown,
                unknown,
                unknown);
    }
}
