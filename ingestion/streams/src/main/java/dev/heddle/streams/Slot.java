package dev.heddle.streams;

import java.util.List;

/**
 * The events of the keys that fall here, in order. One thread at a time works on a slot, which is
 * what keeps the order within a key. Guarded by the lock of its {@link WorkQueue}.
 */
final class Slot {
    private InFlight first;
    private InFlight last;

    /** Whether it stands in the queue, or is being worked on. */
    boolean isBusy;

    boolean isEmpty() {
        return first == null;
    }

    void add(InFlight event) {
        if (last == null) {
            first = event;
        } else {
            last.nextInSlot = event;
        }
        last = event;
    }

    /**
     * Moves events to a list, leaving out those whose partition is another process's by now.
     *
     * @return how many have left the slot
     */
    int drain(List<InFlight> into, int most) {
        int taken = 0;
        int added = 0;
        while (first != null && added < most) {
            InFlight event = first;
            first = event.nextInSlot;
            event.nextInSlot = null;
            taken++;
            if (!event.origin().isLost()) {
                into.add(event);
                added++;
            }
        }
        if (first == null) {
            last = null;
        }
        return taken;
    }
}
