package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.VersionFiles;
import dev.heddle.recording.Recordings;
import dev.heddle.runtime.ModelRuntime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointFollowerTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ModelRuntime runtime = new ModelRuntime();
    private final Vertx vertx = Vertx.vertx();
    private final List<LoggedCall> logged = new CopyOnWriteArrayList<>();
    private FolderRegistry registry;
    private VersionPool versions;
    private EndpointFollower follower;

    @BeforeEach
    void start() {
        registry = new FolderRegistry(folder);
        registry.add(1);
        registry.add(2);
        registry.add(3);
        versions =
                new VersionPool(
                        registry, runtime, meters, vertx, new TestConfig(folder), Recordings.NONE);
        follower =
                new EndpointFollower(
                        registry,
                        versions,
                        new ResponseCaches(new TestConfig(folder), meters),
                        logged::add,
                        List.of("serving"));
        follower.start(new StartupEvent());
    }

    @AfterEach
    void stop() {
        follower.stop(new ShutdownEvent());
        vertx.close();
    }

    @Test
    void shouldServeWhatTheRegistryWants() {
        registry.want(1);
        await(() -> serves(1));
        assertThat(follower.problem()).isEmpty();
        assertThat(call("{\"value\": 21}")).isEqualTo("{\"scaled\":21.0}");

        registry.want(2);
        await(() -> serves(2));
        assertThat(call("{\"value\": 21}")).isEqualTo("{\"scaled\":42.0}");
        await(() -> registry.reports().size() == 2);
        assertThat(registry.reports()).allMatch(report -> report.held().isEmpty());
    }

    @Test
    void shouldGoOnWhileTheRegistryIsDownAndCatchUp() {
        registry.want(1);
        await(() -> serves(1));

        registry.setDown(true);
        assertThat(call("{\"value\": 21}")).isEqualTo("{\"scaled\":21.0}");
        registry.want(2);
        registry.setDown(false);

        await(() -> serves(2));
    }

    @Test
    void shouldHoldBackAVersionWhoseSampleGivesAnotherOutput() {
        registry.want(1);
        await(() -> serves(1));
        registry.spoilSample(2);

        registry.want(2);

        await(() -> registry.reports().stream().anyMatch(report -> report.held().isPresent()));
        assertThat(registry.reports().get(1).held().orElseThrow())
                .contains("[0].scaled was 123.0 and is 4.0");
        assertThat(serves(1)).isTrue();
    }

    @Test
    void shouldKeepTheVersionBeforeForARollbackAndUnloadOlderOnes() {
        registry.want(1);
        await(() -> serves(1));
        registry.want(2);
        await(() -> serves(2));
        ServedVersion first = follower.get("scaler").current().orElseThrow();

        registry.want(3);
        await(() -> serves(3));
        await(() -> versions.size() == 2);
        registry.want(2);
        await(() -> serves(2));

        assertThat(follower.get("scaler").current()).containsSame(first);
        assertThat(meters.find("heddle.predict").timers()).hasSize(2);
        await(() -> folders().size() == 2);
    }

    @Test
    void shouldNotUnloadAVersionThatACallUses() {
        registry.want(1);
        await(() -> serves(1));
        ServedVersion used = follower.get("scaler").acquire();
        registry.want(2);
        await(() -> serves(2));
        registry.want(3);
        await(() -> serves(3));

        assertThat(used.closed()).isNotDone();
        used.release();

        await(() -> used.closed().isDone());
    }

    @Test
    void shouldFetchAgainWhatWasChangedOnTheDisk() throws Exception {
        registry.want(1);
        await(() -> serves(1));
        follower.stop(new ShutdownEvent());
        await(() -> versions.size() == 0 && folders().isEmpty());
        VersionFiles files = new VersionFiles(folder.resolve("versions"), registry);
        Path directory = files.materialise(registry.version("scaler", "1"));
        Files.writeString(directory.resolve("MLmodel"), "spoiled");

        files.materialise(registry.version("scaler", "1"));

        assertThat(directory.resolve("MLmodel")).content().contains("heddle_java");
    }

    private boolean serves(int version) {
        ServedEndpoint endpoint = follower.get("scaler");
        return endpoint != null
                && endpoint.current()
                        .filter(served -> served.description().version() == version)
                        .isPresent();
    }

    private String call(String json) {
        return TestCall.call(follower.get("scaler").acquire(), json);
    }

    private List<Path> folders() {
        try (Stream<Path> found = Files.list(folder.resolve("versions"))) {
            return found.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for %s", LIMIT).isLessThan(end);
            Thread.onSpinWait();
            Thread.yield();
        }
    }
}
