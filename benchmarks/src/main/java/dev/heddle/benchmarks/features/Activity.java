package dev.heddle.benchmarks.features;

import dev.heddle.model.Event;
import dev.heddle.model.StreamContext;
import dev.heddle.model.StreamFunction;
import java.time.Instant;
import java.util.List;

/** Writes what an event says of a customer as features. */
public final class Activity implements StreamFunction<Activity.Seen> {
    /** What was seen of a customer. */
    public record Seen(long customerId, double purchases7d, long visits7d) {}

    /** The features. */
    public record Kept(long customerId, double purchases7d, long visits7d, Instant at) {}

    @Override
    public void process(StreamContext context, List<Event<Seen>> events) {
        Instant now = Instant.now();
        for (Event<Seen> event : events) {
            Seen seen = event.value();
            context.write(
                    "activity",
                    new Kept(seen.customerId(), seen.purchases7d(), seen.visits7d(), now));
        }
    }
}
