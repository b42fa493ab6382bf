package dev.heddle.ingestion;

import dev.heddle.model.Metrics;
import dev.heddle.model.ModelIdentity;
import dev.heddle.runtime.Figures;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The figures that a version reports of itself while it runs in a stream. */
final class FunctionMetrics implements Metrics {
    private static final int MAX_NAMES = Figures.MOST_NAMES;
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.]{0,99}");

    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<String, DistributionSummary> observations = new ConcurrentHashMap<>();
    private final Figures figures;

    FunctionMetrics(MeterRegistry registry, ModelIdentity version, Figures figures) {
        this.registry = registry;
        this.figures = figures;
        this.tags = Tags.of("model", version.name(), "version", String.valueOf(version.version()));
    }

    @Override
    public void record(String name, double value) {
        if (!Double.isFinite(value) || name == null) {
            return;
        }
        DistributionSummary summary = observations.get(name);
        if (summary == null) {
            if (!NAME.matcher(name).matches() || observations.size() >= MAX_NAMES) {
                return;
            }
            summary = observations.computeIfAbsent(name, this::summary);
        }
        summary.record(value);
        figures.record(name, value);
    }

    private DistributionSummary summary(String name) {
        return DistributionSummary.builder("heddle.model.metric")
                .description("Figures that models report themselves")
                .tags(tags.and("name", name))
                .register(registry);
    }
}
