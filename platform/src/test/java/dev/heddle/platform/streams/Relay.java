package dev.heddle.platform.streams;

import dev.heddle.model.Event;
import dev.heddle.model.StreamContext;
import dev.heddle.model.StreamFunction;
import java.util.List;

/** Sends numbers on to the topic that its parameter names, and cannot take the negative ones. */
public final class Relay implements StreamFunction<Relay.Number> {
    /** An event. */
    public record Number(int value) {}

    /** What is emitted. */
    public record Relayed(int value, int version) {}

    @Override
    public void process(StreamContext context, List<Event<Number>> events)
            throws InterruptedException {
        Thread.sleep(context.parameters().find("millis").map(Long::parseLong).orElse(0L));
        for (Event<Number> event : events) {
            if (event.value().value() < 0) {
                throw new IllegalArgumentException("value is " + event.value().value());
            }
            context.emit(
                    context.parameters().text("topic"),
                    event.key().orElse(null),
                    new Relayed(event.value().value(), context.model().version()));
        }
    }
}
