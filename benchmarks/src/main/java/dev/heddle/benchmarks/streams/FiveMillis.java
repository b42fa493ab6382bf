package dev.heddle.benchmarks.streams;

import dev.heddle.model.Event;
import dev.heddle.model.StreamContext;
import dev.heddle.model.StreamFunction;
import java.util.List;

/** Takes five milliseconds for an event, as one that asks a service does. */
public final class FiveMillis implements StreamFunction<byte[]> {
    @Override
    public void process(StreamContext context, List<Event<byte[]>> events)
            throws InterruptedException {
        Thread.sleep(5L * events.size());
    }
}
