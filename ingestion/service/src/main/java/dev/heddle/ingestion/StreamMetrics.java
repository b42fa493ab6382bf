package dev.heddle.ingestion;

import dev.heddle.client.streams.WorkerStatus;
import dev.heddle.streams.StreamConsumer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The figures of one stream in this process; they go with it. */
final class StreamMetrics implements AutoCloseable {
    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();

    StreamMetrics(MeterRegistry registry, String stream, StreamConsumer consumer) {
        this.registry = registry;
        count(stream, consumer, "processed", WorkerStatus::processed);
        count(stream, consumer, "emitted", WorkerStatus::emitted);
        count(stream, consumer, "retried", WorkerStatus::retried);
        count(stream, consumer, "dead", WorkerStatus::deadLetters);
        meters.add(
                Gauge.builder("heddle.stream.in.flight", consumer, c -> c.status().inFlight())
                        .description("Events that are read and not finished")
                        .tag("stream", stream)
                        .register(registry));
    }

    private void count(
            String stream,
            StreamConsumer consumer,
            String what,
            ToDoubleFunction<WorkerStatus> figure) {
        meters.add(
                FunctionCounter.builder(
                                "heddle.stream.events",
                                consumer,
                                c -> figure.applyAsDouble(c.status()))
                        .description("Events of streams, by what became of them")
                        .tags("stream", stream, "outcome", what)
                        .register(registry));
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
