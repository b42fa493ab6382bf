package com.example.flights;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.runtime.StreamTester;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class WeatherTest {
    private static Weather.Observation observation(Optional<Instant> observed, double wind) {
        OptionalDouble none = OptionalDouble.empty();
        return new Weather.Observation(
                "JFK", observed, none, none, OptionalDouble.of(wind), none, none, none);
    }

    @Test
    void shouldKeepTheLastObservation() throws Exception {
        Instant now = Instant.now();
        try (var tester = StreamTester.of(new Weather()).view(Path.of("weather.yaml"))) {
            tester.process(tester.event("JFK", observation(Optional.empty(), 5), now));
            tester.process(
                    tester.event("JFK", observation(Optional.of(now.minusSeconds(60)), 9), now));

            assertEquals(
                    "{\"temperature\":null,\"humidity\":null,\"wind\":5.0,\"rain\":null,"
                            + "\"pressure\":null,\"visibility\":null}",
                    tester.known("weather", "JFK").orElseThrow());
        }
    }
}
