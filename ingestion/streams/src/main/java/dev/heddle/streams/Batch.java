package dev.heddle.streams;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Events that one thread works on, those of a key in their order.
 *
 * @param events never empty
 * @param slots the slots that it holds, each once: theirs, and perhaps some whose events were
 *     dropped
 * @param attempts how many times these events were tried together because of an outage
 * @param due when it may begin, in terms of {@link System#nanoTime}
 */
record Batch(List<InFlight> events, Collection<Slot> slots, int attempts, long due) {
    /** Events that wait until they are tried again. */
    static Batch later(List<InFlight> events, int attempts, long due) {
        Set<Slot> slots = new LinkedHashSet<>();
        events.forEach(event -> slots.add(event.slot()));
        return new Batch(events, slots, attempts, due);
    }
}
