package dev.heddle.benchmarks.streams;

import dev.heddle.model.Event;
import dev.heddle.model.StreamContext;
import dev.heddle.model.StreamFunction;
import java.util.List;

/** Does nothing with events. */
public final class Nothing implements StreamFunction<byte[]> {
    @Override
    public void process(StreamContext context, List<Event<byte[]>> events) {}
}
