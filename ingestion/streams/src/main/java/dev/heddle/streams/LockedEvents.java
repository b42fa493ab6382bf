package dev.heddle.streams;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Events of a partition that the brokers have locked for a member of a share group. For the
 * member's thread, except where {@link Origin} says otherwise.
 */
final class LockedEvents extends Origin {
    private final int mostDeliveries;
    private final Map<Long, Locked> unsettled = new HashMap<>();
    private volatile int inFlight;

    private record Locked(ConsumerRecord<byte[], byte[]> record, InFlight event) {}

    /**
     * A partition of which nothing is locked yet.
     *
     * @param mostDeliveries how often an event may be given to this stream's processes
     */
    LockedEvents(TopicPartition topicPartition, int mostDeliveries) {
        super(topicPartition);
        this.mostDeliveries = mostDeliveries;
    }

    @Override
    void add(InFlight event) {
        unsettled.put(event.offset(), new Locked(event.record(), event));
        inFlight = unsettled.size();
    }

    @Override
    void admit(ConsumerRecord<byte[], byte[]> record) {
        int deliveries = record.deliveryCount().orElse((short) 1);
        if (deliveries > mostDeliveries) {
            throw new HeddleException(
                    ErrorCode.INTERNAL,
                    ("the event was given to processes %d times, and none has said that it is finished:"
                                    + " they were stopped, ended, or lost their locks")
                            .formatted(deliveries - 1));
        }
    }

    boolean has(long offset) {
        return unsettled.containsKey(offset);
    }

    boolean isEmpty() {
        return unsettled.isEmpty();
    }

    /** How many events are not settled. Any thread. */
    int inFlight() {
        return inFlight;
    }

    /**
     * Lets go of what is finished, and of everything if it is lost.
     *
     * @param acknowledge told of each event what came of it
     */
    void settle(BiConsumer<ConsumerRecord<byte[], byte[]>, AcknowledgeType> acknowledge) {
        unsettled
                .values()
                .removeIf(
                        locked -> {
                            InFlight event = locked.event();
                            if (!event.isFinished() && !isLost()) {
                                return false;
                            }
                            acknowledge.accept(locked.record(), outcome(event));
                            return true;
                        });
        inFlight = unsettled.size();
    }

    private static AcknowledgeType outcome(InFlight event) {
        if (!event.isFinished()) {
            return AcknowledgeType.RELEASE;
        }
        return event.isDeadLetter() ? AcknowledgeType.REJECT : AcknowledgeType.ACCEPT;
    }

    /** Tells of all that is not settled. */
    void renew(BiConsumer<ConsumerRecord<byte[], byte[]>, AcknowledgeType> acknowledge) {
        unsettled
                .values()
                .forEach(locked -> acknowledge.accept(locked.record(), AcknowledgeType.RENEW));
    }

    /** Forgets all but some events: with those, the brokers gave up the locks of the others. */
    void keep(Set<Long> offsets) {
        if (unsettled.keySet().retainAll(offsets)) {
            lose();
            inFlight = unsettled.size();
        }
    }
}
