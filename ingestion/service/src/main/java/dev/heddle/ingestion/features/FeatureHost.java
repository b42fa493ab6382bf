package dev.heddle.ingestion.features;

import dev.heddle.client.Readiness;
import dev.heddle.client.features.FeatureRegistry;
import dev.heddle.features.LiveFeatures;
import dev.heddle.features.OnlineStore;
import dev.heddle.features.RedisStore;
import dev.heddle.features.RocksStore;
import dev.heddle.ingestion.KafkaBrokers;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.OnlineFeatures;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The features of this process, from its start to its end. */
@Singleton
public class FeatureHost implements Readiness {
    /** How long the process is kept from calls until it has read what it should know. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final LiveFeatures features;
    private final long until = System.nanoTime() + PATIENCE.toNanos();
    private volatile boolean wasReady;

    FeatureHost(
            Instance<FeatureRegistry> registry,
            KafkaBrokers brokers,
            FeaturesConfig config,
            @ConfigProperty(name = "heddle.roles", defaultValue = "registry,serving,ingestion")
                    List<String> roles) {
        this.features =
                new LiveFeatures(
                        () -> registry.get().views(),
                        brokers::settings,
                        () -> store(config),
                        config.redis().isPresent(),
                        roles.stream().map(String::strip).anyMatch("ingestion"::equals));
    }

    private static OnlineStore store(FeaturesConfig config) {
        return config.redis()
                .<OnlineStore>map(uri -> redis(uri, config))
                .orElseGet(() -> new RocksStore(config.folder(), config.cacheBytes()));
    }

    private static OnlineStore redis(URI uri, FeaturesConfig config) {
        if (uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("rediss?")) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "heddle.features.redis is no redis://host:port or rediss://host:port");
        }
        return new RedisStore(uri, config.redisConnections());
    }

    /** The features of this process. */
    @Produces
    @Singleton
    public OnlineFeatures online() {
        return features;
    }

    /** The same with how it is doing. */
    public LiveFeatures live() {
        return features;
    }

    void start(@Observes StartupEvent event) {
        features.start();
    }

    /** After the streams have ended. */
    void stop(@Observes @Priority(2) ShutdownEvent event) {
        features.close();
    }

    @Override
    public String name() {
        return "features";
    }

    @Override
    public Optional<String> problem() {
        if (wasReady) {
            return Optional.empty();
        }
        Optional<String> problem = features.problem();
        wasReady = problem.isEmpty() || System.nanoTime() - until > 0;
        return wasReady ? Optional.empty() : problem;
    }
}
