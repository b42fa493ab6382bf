package dev.heddle.platform.features;

import dev.heddle.model.Event;
import dev.heddle.model.StreamContext;
import dev.heddle.model.StreamFunction;
import java.time.Instant;
import java.util.List;

/** Counts the clicks of each customer in the view {@code clicks}. */
public final class ClickCounter implements StreamFunction<ClickCounter.Click> {
    /** A click. */
    public record Click(long customerId) {}

    /** What is known of a customer. */
    public record Counted(long customerId, long clicks, Instant at) {}

    @Override
    public void process(StreamContext context, List<Event<Click>> events)
            throws InterruptedException {
        Thread.sleep(context.parameters().find("millis").map(Long::parseLong).orElse(0L));
        for (Event<Click> event : events) {
            long id = event.value().customerId();
            long before = context.read("clicks", Counted.class, id).map(Counted::clicks).orElse(0L);
            context.write("clicks", new Counted(id, before + 1, Instant.now()));
        }
    }
}
