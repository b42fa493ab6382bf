package dev.heddle.serving;

import dev.heddle.client.EndpointSettings;
import dev.heddle.recording.Recordings;
import dev.heddle.runtime.ModelRuntime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** An endpoint {@code scaler} with versions 1 to 3, each of which multiplies by its number. */
public final class TestServing implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final ModelRuntime runtime = new ModelRuntime();
    private final FolderRegistry registry;
    private final EndpointFollower follower;

    public TestServing(Path folder, InferenceLog log) {
        this(folder, log, Recordings.NONE);
    }

    /** The same with somebody who records calls. */
    public TestServing(Path folder, InferenceLog log, Recordings recordings) {
        registry = new FolderRegistry(folder);
        registry.add(1);
        registry.add(2);
        registry.add(3);
        TestConfig config = new TestConfig(folder);
        follower =
                new EndpointFollower(
                        registry,
                        new VersionPool(registry, runtime, meters, vertx, config, recordings),
                        new ResponseCaches(config, meters),
                        log,
                        List.of("serving"));
        follower.start(new StartupEvent());
    }

    /** Serves a version, and waits until that is so. */
    public void serve(int version) {
        registry.want(version);
        await(
                () ->
                        endpoint() != null
                                && endpoint()
                                        .current()
                                        .filter(v -> v.description().version() == version)
                                        .isPresent());
    }

    /** Changes the settings, and waits until they are seen. */
    public void set(EndpointSettings settings) {
        registry.set(settings);
        await(
                () ->
                        endpoint().wanted().settings().equals(settings)
                                && (endpoint().cache() == null) == (settings.cacheBytes() == 0));
    }

    ServedEndpoint endpoint() {
        return follower.get("scaler");
    }

    /** What the version that is served has done. */
    public InferenceStatistics.Snapshot statistics() {
        return endpoint().current().orElseThrow().statistics().snapshot();
    }

    /** Calls the endpoint and waits for the answer. */
    public String call(String json) {
        return TestCall.call(endpoint(), json);
    }

    /** Waits until something is so. */
    public static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited for " + LIMIT);
            }
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    @Override
    public void close() {
        follower.stop(new ShutdownEvent());
        vertx.close();
        runtime.close();
    }
}
