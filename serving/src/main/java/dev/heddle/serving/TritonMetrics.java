package dev.heddle.serving;

import dev.heddle.model.ErrorCode;
import dev.heddle.serving.InferenceStatistics.CountAndTime;
import dev.heddle.serving.InferenceStatistics.Snapshot;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * A version's figures under the names that dashboards for Triton Inference Server look for. They
 * only grow, yet are gauges here, since Prometheus' client gives every counter the ending {@code
 * _total}, which those names do not have.
 *
 * @see <a
 *     href="https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/user_guide/metrics.html">Triton's
 *     metrics</a>
 */
final class TritonMetrics implements AutoCloseable {
    private final MeterRegistry registry;
    private final Tags tags;
    private final InferenceStatistics statistics;
    private final Map<Reason, LongAdder> failures = new EnumMap<>(Reason.class);
    private final List<Meter> meters = new ArrayList<>();

    private enum Reason {
        REJECTED,
        BACKEND,
        OTHER
    }

    TritonMetrics(MeterRegistry registry, Tags tags, InferenceStatistics statistics) {
        this.registry = registry;
        this.tags = tags;
        this.statistics = statistics;
        add("request_success", "Calls that were answered", s -> s.success().count());
        add("count", "Records that were scored", Snapshot::records);
        add("exec_count", "Runs of the model", Snapshot::executions);
        addTime("request", s -> both(s.success(), s.failure()));
        addTime("queue", s -> s.queue().nanos());
        addTime("compute_input", s -> s.input().nanos());
        addTime("compute_infer", s -> s.inference().nanos());
        addTime("compute_output", s -> s.output().nanos());
        addCache("num_hits", "Calls that the cache answered", s -> s.cacheHit().count());
        addCache("num_misses", "Calls that the cache did not know", s -> s.cacheMiss().count());
        addCache("hit_duration", "Time in microseconds", s -> s.cacheHit().nanos() / 1000);
        addCache("miss_duration", "Time in microseconds", s -> s.cacheMiss().nanos() / 1000);
        for (Reason reason : Reason.values()) {
            LongAdder count = new LongAdder();
            failures.put(reason, count);
            meters.add(
                    Gauge.builder("nv_inference_request_failure", count, LongAdder::sum)
                            .description("Calls that failed")
                            .tags(tags.and("reason", reason.name()))
                            .register(registry));
        }
    }

    private static long both(CountAndTime one, CountAndTime other) {
        return one.nanos() + other.nanos();
    }

    private void addTime(String name, Function<Snapshot, Long> nanos) {
        add(
                name + "_duration_us",
                "Time of all calls together, in microseconds",
                s -> nanos.apply(s) / 1000);
    }

    private void addCache(String name, String description, Function<Snapshot, Long> value) {
        addNamed("nv_cache_" + name + "_per_model", description, value);
    }

    private void add(String name, String description, Function<Snapshot, Long> value) {
        addNamed("nv_inference_" + name, description, value);
    }

    private void addNamed(String name, String description, Function<Snapshot, Long> value) {
        meters.add(
                Gauge.builder(name, statistics, s -> value.apply(s.snapshot()))
                        .description(description)
                        .tags(tags)
                        .register(registry));
    }

    void pending(IntSupplier waiting) {
        meters.add(
                Gauge.builder("nv_inference_pending_request_count", waiting::getAsInt)
                        .description("Calls that wait")
                        .tags(tags)
                        .register(registry));
    }

    void failed(ErrorCode code) {
        failures.get(
                        switch (code.category()) {
                            case EXHAUSTED, DEADLINE -> Reason.REJECTED;
                            case INTERNAL -> Reason.BACKEND;
                            case USER,
                                    UNAUTHENTICATED,
                                    FORBIDDEN,
                                    NOT_FOUND,
                                    CONFLICT,
                                    PRECONDITION,
                                    TOO_LARGE,
                                    EXTERNAL ->
                                    Reason.OTHER;
                        })
                .increment();
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
