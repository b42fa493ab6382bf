package dev.heddle.platform;

import dev.heddle.client.Heddle;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.features.FeatureRegistry;
import dev.heddle.client.monitors.MonitorRegistry;
import dev.heddle.client.runs.FigureRegistry;
import dev.heddle.client.streams.StreamRegistry;
import dev.heddle.ingestion.Streams;
import dev.heddle.ingestion.features.FeatureViews;
import dev.heddle.monitors.MonitorReports;
import dev.heddle.platform.config.PlatformConfig;
import dev.heddle.platform.config.PlatformConfig.Role;
import dev.heddle.registry.LocalServingRegistry;
import dev.heddle.tracking.FigurePoints;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;

/** Chooses the registry to work from: this process's own, or that of another process. */
final class ServingRegistries {
    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    ServingRegistry registry(PlatformConfig config, Instance<LocalServingRegistry> local) {
        if (config.has(Role.REGISTRY)) {
            return local.get();
        }
        URI uri = config.registry().url().orElseThrow();
        return config.registry()
                .token()
                .map(token -> Heddle.connect(uri, token))
                .orElseGet(() -> Heddle.connect(uri));
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    StreamRegistry streams(
            PlatformConfig config, ServingRegistry registry, Instance<Streams> local) {
        return config.has(Role.REGISTRY) ? local.get() : ((Heddle) registry).streams();
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    FeatureRegistry features(
            PlatformConfig config, ServingRegistry registry, Instance<FeatureViews> local) {
        return config.has(Role.REGISTRY) ? local.get() : ((Heddle) registry).features();
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    FigureRegistry figures(
            PlatformConfig config, ServingRegistry registry, Instance<FigurePoints> local) {
        return config.has(Role.REGISTRY) ? local.get() : ((Heddle) registry).figures();
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    MonitorRegistry monitors(
            PlatformConfig config, ServingRegistry registry, Instance<MonitorReports> local) {
        return config.has(Role.REGISTRY) ? local.get() : ((Heddle) registry).monitors();
    }

    void close(@Disposes ServingRegistry registry) {
        if (registry instanceof Heddle heddle) {
            heddle.close();
        }
    }
}
