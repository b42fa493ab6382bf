package dev.heddle.serving;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.monitors.Engine;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Figure;
import dev.heddle.model.Metrics;
import dev.heddle.model.Signature;
import dev.heddle.recording.Recording;
import dev.heddle.recording.Recordings;
import dev.heddle.runtime.Figures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/** The figures of one loaded version; they go when it is unloaded. */
final class VersionMetrics implements Metrics, AutoCloseable {
    private static final int MAX_NAMES = Figures.MOST_NAMES;
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.]{0,99}");

    private final MeterRegistry registry;
    private final ModelVersion version;
    private final Recordings recordings;
    private final Tags tags;
    private final InferenceStatistics statistics = new InferenceStatistics();
    private final TritonMetrics triton;
    private final Timer calls;
    private final Counter records;
    private final Map<ErrorCode, Counter> failures = new ConcurrentHashMap<>();
    private final Map<String, DistributionSummary> observations = new ConcurrentHashMap<>();
    private final Figures figures = new Figures();

    VersionMetrics(MeterRegistry registry, ModelVersion version, Recordings recordings) {
        this.registry = registry;
        this.version = version;
        this.recordings = recordings;
        this.tags = Tags.of("model", version.model(), "version", String.valueOf(version.version()));
        this.triton = new TritonMetrics(registry, tags, statistics);
        this.calls =
                Timer.builder("heddle.predict")
                        .description("Calls that were answered, from the body's end to the answer")
                        .tags(tags)
                        .serviceLevelObjectives(
                                Duration.ofMillis(1),
                                Duration.ofMillis(2),
                                Duration.ofMillis(5),
                                Duration.ofMillis(10),
                                Duration.ofMillis(25),
                                Duration.ofMillis(50),
                                Duration.ofMillis(100),
                                Duration.ofMillis(250),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5))
                        .register(registry);
        this.records =
                Counter.builder("heddle.predict.records")
                        .description("Records that were scored")
                        .tags(tags)
                        .register(registry);
    }

    /** What the version has done. */
    InferenceStatistics statistics() {
        return statistics;
    }

    /** Begins to record what monitors are told of it; closed by the caller. */
    Recording recording(String source, Signature signature) {
        return recordings.open(
                version.model(), version.version(), Engine.ONLINE, source, signature);
    }

    /** Shows how many calls wait. */
    void watch(IntSupplier waiting) {
        triton.pending(waiting);
    }

    /** A call was answered, so long after it began. */
    void answered(long nanos) {
        calls.record(nanos, TimeUnit.NANOSECONDS);
        statistics.succeeded(nanos);
    }

    /** Calls have run together; all times are of {@link System#nanoTime}. */
    void ran(List<Call> together, int size, long begin, long end, long answered) {
        long queue = 0;
        long input = 0;
        for (Call call : together) {
            input += call.readNanos();
            queue += begin - call.start() - call.readNanos();
        }
        records.increment(size);
        statistics.ran(
                together.size(),
                size,
                new InferenceStatistics.Times(queue, input, end - begin, answered - end));
    }

    /** A call was answered from the cache; so long the look took. */
    void cacheHit(long nanos) {
        statistics.cacheHit(nanos);
    }

    /** A call was not in the cache; so long the look and the remembering took. */
    void cacheMiss(long nanos) {
        statistics.cacheMiss(nanos);
    }

    /** A call has failed, so long after it began. */
    void failed(ErrorCode code, long nanos) {
        statistics.failed(nanos);
        triton.failed(code);
        failures.computeIfAbsent(
                        code,
                        c ->
                                Counter.builder("heddle.predict.failures")
                                        .description("Calls that failed, by their error code")
                                        .tags(tags.and("code", c.name()))
                                        .register(registry))
                .increment();
    }

    @Override
    public void record(String name, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        DistributionSummary summary = observations.get(name);
        if (summary == null) {
            if (name == null || !NAME.matcher(name).matches() || observations.size() >= MAX_NAMES) {
                return;
            }
            summary =
                    observations.computeIfAbsent(
                            name,
                            n ->
                                    DistributionSummary.builder("heddle.model.metric")
                                            .description("Figures that models report themselves")
                                            .tags(tags.and("name", n))
                                            .register(registry));
        }
        summary.record(value);
        figures.record(name, value);
    }

    /** What the function reported of itself since this was asked before. */
    Map<String, Figure> takeFigures() {
        return figures.take();
    }

    @Override
    public void close() {
        triton.close();
        registry.remove(calls);
        registry.remove(records);
        failures.values().forEach(this::remove);
        observations.values().forEach(this::remove);
    }

    private void remove(Meter meter) {
        registry.remove(meter);
    }
}
