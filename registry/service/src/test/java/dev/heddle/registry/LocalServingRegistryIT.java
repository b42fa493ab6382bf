package dev.heddle.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Endpoint;
import dev.heddle.client.ServingRegistry.Deployments;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalServingRegistryIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private RegistryFixture registry;

    @BeforeEach
    void start() {
        registry = new RegistryFixture(folder);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldAnswerAtOnceWhatIsNew() {
        registry.registerScale("scale", 1, Map.of());

        Deployments deployments = registry.serving.deployments(0, LONG);

        assertThat(deployments.endpoints()).extracting(Endpoint::name).containsExactly("scale");
        assertThat(deployments.revision()).isEqualTo(deployments.endpoints().get(0).revision());
    }

    @Test
    void shouldAnswerWithThePresentStateAfterTheWait() {
        registry.registerScale("scale", 1, Map.of());
        Deployments seen = registry.serving.deployments(0, Duration.ZERO);

        Deployments again = registry.serving.deployments(seen.revision(), Duration.ofMillis(20));

        assertThat(again).isEqualTo(seen);
    }

    @Test
    void shouldWakeWhenAnEndpointChanges() throws Exception {
        Deployments seen = registry.serving.deployments(0, Duration.ZERO);
        CompletableFuture<Deployments> next = waitFor(registry, seen.revision());

        registry.registerScale("scale", 1, Map.of());

        assertThat(next.get(10, TimeUnit.SECONDS).revision()).isGreaterThan(seen.revision());
    }

    @Test
    void shouldSeeWhatAnotherProcessChanged() throws Exception {
        Deployments seen = registry.serving.deployments(0, Duration.ZERO);
        CompletableFuture<Deployments> next = waitFor(registry, seen.revision());

        try (RegistryFixture other = registry.otherProcess()) {
            other.registerScale("scale", 1, Map.of());
        }

        assertThat(next.get(10, TimeUnit.SECONDS).endpoints()).hasSize(1);
    }

    @Test
    void shouldTellOfDeletedEndpoints() {
        registry.registerScale("scale", 1, Map.of());
        Deployments seen = registry.serving.deployments(0, Duration.ZERO);

        registry.catalog.deleteModel("scale");

        Deployments next = registry.serving.deployments(seen.revision(), LONG);
        assertThat(next.endpoints()).isEmpty();
    }

    private static CompletableFuture<Deployments> waitFor(RegistryFixture registry, long revision) {
        return CompletableFuture.supplyAsync(() -> registry.serving.deployments(revision, LONG));
    }
}
