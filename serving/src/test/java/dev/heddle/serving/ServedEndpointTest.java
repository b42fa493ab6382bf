package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Endpoint;
import dev.heddle.client.EndpointSettings;
import dev.heddle.client.Follow;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServedEndpointTest {
    private static final int CALLS = 10_000;

    private final Endpoint endpoint =
            new Endpoint(
                    "churn",
                    "churn",
                    new Follow.Rule(""),
                    Optional.of(1),
                    "",
                    Optional.empty(),
                    EndpointSettings.OFF,
                    1,
                    Instant.EPOCH,
                    "ann");
    private final ServedEndpoint served = new ServedEndpoint(endpoint, call -> {});

    @Test
    void shouldLogTheShareOfCallsThatIsAskedFor() {
        assertThat(logged()).isZero();

        served.want(endpoint.with(new EndpointSettings(0, 0.25)));
        assertThat(logged()).isBetween(2_000L, 3_000L);

        served.want(endpoint.with(new EndpointSettings(0, 1)));
        assertThat(logged()).isEqualTo(CALLS);
    }

    @Test
    void shouldForgetItsAnswersWhenTheCacheIsTurnedOff() {
        served.resizeCache(1 << 10);
        ResponseCache cache = served.cache();

        served.resizeCache(1 << 12);
        assertThat(served.cache()).isSameAs(cache);
        assertThat(served.cacheBytes()).isEqualTo(1 << 12);

        served.resizeCache(0);
        assertThat(served.cache()).isNull();
        assertThat(served.cacheBytes()).isZero();
    }

    private long logged() {
        return IntStream.range(0, CALLS).filter(call -> served.isToBeLogged()).count();
    }
}
