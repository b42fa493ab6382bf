package dev.heddle.ingestion.features;

import dev.heddle.client.DaemonThreads;
import dev.heddle.features.LiveFeatures;
import dev.heddle.features.LiveFeatures.ViewProgress;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * How this process does with each feature view, at {@code /metrics}; a view's figures go with it.
 */
@Singleton
class FeatureMetrics {
    private static final long SECONDS = 5;

    private final LiveFeatures features;
    private final MultiGauge ready;
    private final MultiGauge behind;
    private final MultiGauge late;
    private final MultiGauge unreadable;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("heddle-feature-metrics"));

    FeatureMetrics(FeatureHost host, MeterRegistry registry) {
        this.features = host.live();
        this.ready = gauge(registry, "ready", "Whether features of the view can be read");
        this.behind = gauge(registry, "behind", "Writes of the view that are still to be read");
        this.late = gauge(registry, "late", "Writes that came after a later one, since the start");
        this.unreadable =
                gauge(registry, "unreadable", "Events that are none of the view, since the start");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String meaning) {
        return MultiGauge.builder("heddle.features." + name)
                .description(meaning)
                .register(registry);
    }

    void start(@Observes StartupEvent event) {
        clock.scheduleWithFixedDelay(this::update, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    private void update() {
        update(ready, progress -> progress.ready() ? 1 : 0);
        update(behind, ViewProgress::behind);
        update(late, ViewProgress::late);
        update(unreadable, ViewProgress::unreadable);
    }

    private void update(MultiGauge gauge, ToLongFunction<ViewProgress> figure) {
        gauge.register(
                features.views().stream()
                        .map(
                                view ->
                                        MultiGauge.Row.of(
                                                Tags.of("view", view.name()),
                                                figure.applyAsLong(features.progress(view))))
                        .toList(),
                true);
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }
}
