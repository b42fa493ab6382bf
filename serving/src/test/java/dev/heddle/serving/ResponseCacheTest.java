package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.Endpoint;
import dev.heddle.client.EndpointSettings;
import dev.heddle.client.Follow;
import dev.heddle.model.HeddleException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponseCacheTest {
    private static final EndpointSettings CACHED = new EndpointSettings(64 << 10, 0);

    @TempDir private Path folder;

    private final List<LoggedCall> logged = new CopyOnWriteArrayList<>();
    private TestServing serving;

    @BeforeEach
    void start() {
        serving = new TestServing(folder, logged::add);
        serving.serve(1);
    }

    @AfterEach
    void stop() {
        serving.close();
    }

    @Test
    void shouldAnswerEqualInputsWithoutARun() {
        serving.set(CACHED);
        long runs = serving.statistics().executions();

        for (int i = 0; i < 3; i++) {
            assertThat(serving.call("{\"value\": 21}")).isEqualTo("{\"scaled\":21.0}");
        }
        assertThat(serving.call("[{\"value\": 21.0}]")).isEqualTo("[{\"scaled\":21.0}]");
        assertThat(serving.call("{\"value\": 22}")).isEqualTo("{\"scaled\":22.0}");

        assertThat(serving.statistics().cacheMiss().count()).isEqualTo(2);
        assertThat(serving.statistics().cacheHit().count()).isEqualTo(3);
        TestServing.await(() -> serving.statistics().executions() - runs == 2);
        assertThat(serving.statistics().success().count()).isEqualTo(5);
    }

    @Test
    void shouldNeverAnswerWithAnotherVersion() {
        serving.set(CACHED);
        serving.call("{\"value\": 21}");

        serving.serve(2);
        assertThat(serving.call("{\"value\": 21}")).isEqualTo("{\"scaled\":42.0}");
        serving.serve(1);
        assertThat(serving.call("{\"value\": 21}")).isEqualTo("{\"scaled\":21.0}");
    }

    @Test
    void shouldRememberNothingUnlessAsked() {
        serving.call("{\"value\": 21}");
        serving.call("{\"value\": 21}");

        serving.set(CACHED);
        serving.call("{\"value\": 21}");
        serving.set(EndpointSettings.OFF);
        serving.call("{\"value\": 21}");

        TestServing.await(() -> serving.statistics().executions() == 4);
        assertThat(serving.statistics().cacheHit().count()).isZero();
    }

    @Test
    void shouldNotRememberFailures() {
        serving.set(CACHED);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> serving.call("{\"value\": true}"))
                    .isInstanceOf(HeddleException.class);
        }

        assertThat(serving.statistics().failure().count()).isEqualTo(2);
        assertThat(serving.endpoint().cache().bytes()).isZero();
    }

    @Test
    void shouldStayWithinItsBytes() {
        serving.set(CACHED);

        for (int i = 0; i < 2_000; i++) {
            serving.call("{\"value\": %d}".formatted(i));
        }

        TestServing.await(() -> serving.endpoint().cache().bytes() <= CACHED.cacheBytes());
        assertThat(serving.endpoint().cache().bytes()).isGreaterThan(1L << 10);
        serving.set(new EndpointSettings(4 << 10, 0));
        TestServing.await(() -> serving.endpoint().cacheBytes() == 4 << 10);
        // What is above the new bound goes a little later.
        TestServing.await(() -> serving.endpoint().cache().bytes() <= 4L << 10);
        assertThat(serving.endpoint().cache().bytes()).isPositive();
    }

    @Test
    void shouldNeverMixUpTheAnswersOfManyCallers() throws Exception {
        serving.set(CACHED);
        ExecutorService callers = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int caller = 0; caller < 2; caller++) {
                ends.add(callers.submit(this::callOften));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            callers.shutdownNow();
        }

        assertThat(serving.statistics().cacheHit().count()).isPositive();
    }

    private void callOften() {
        Random random = new Random(7);
        for (int i = 0; i < 3_000; i++) {
            int value = (int) Math.abs(random.nextGaussian() * 100);
            assertThat(serving.call("{\"value\": %d}".formatted(value)))
                    .isEqualTo("{\"scaled\":%d.0}", value);
        }
    }

    @Test
    void shouldSayThatALoggedAnswerWasCached() {
        serving.set(new EndpointSettings(64 << 10, 1));

        serving.call("{\"value\": 21}");
        TestServing.await(() -> logged.size() == 1);
        serving.call("{\"value\": 21}");

        TestServing.await(() -> logged.size() == 2);
        assertThat(logged).extracting(LoggedCall::isCached).containsExactly(false, true);
        assertThat(logged.get(0).times().run()).isPositive();
        assertThat(logged.get(1).times().run()).isZero();
    }

    @Test
    void shouldShareOutTheMemoryOfTheProcess() {
        ServedEndpoint first = endpoint("a", 600 << 10);
        ServedEndpoint second = endpoint("b", 600 << 10);
        ServedEndpoint third = endpoint("c", 600 << 10);
        ResponseCaches caches =
                new ResponseCaches(new TestConfig(folder), new SimpleMeterRegistry());

        caches.allot(List.of(third, second, first));

        assertThat(first.cacheBytes()).isEqualTo(600 << 10);
        assertThat(second.cacheBytes()).isEqualTo((1 << 20) - (600 << 10));
        assertThat(third.cache()).isNull();
    }

    private ServedEndpoint endpoint(String name, long cacheBytes) {
        return new ServedEndpoint(
                new Endpoint(
                        name,
                        "model",
                        new Follow.Rule(""),
                        Optional.of(1),
                        "",
                        Optional.empty(),
                        new EndpointSettings(cacheBytes, 0),
                        1,
                        Instant.EPOCH,
                        "ann"),
                logged::add);
    }
}
