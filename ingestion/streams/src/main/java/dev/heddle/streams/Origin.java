package dev.heddle.streams;

import dev.heddle.model.HeddleException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Events of one partition that this process holds until it has finished them, or loses them. */
abstract class Origin {
    private final TopicPartition topicPartition;
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean lost;

    /** How many of its events are being worked on; guarded by the lock of the work queue. */
    int running;

    Origin(TopicPartition topicPartition) {
        this.topicPartition = topicPartition;
    }

    final TopicPartition topicPartition() {
        return topicPartition;
    }

    /** What its unfinished events weigh. Any thread. */
    final AtomicLong bytes() {
        return bytes;
    }

    /** Another process has the events: they are dropped wherever they wait. Any thread. */
    final void lose() {
        lost = true;
    }

    /** Whether another process has the events. Any thread. */
    final boolean isLost() {
        return lost;
    }

    /** Takes an event that was read, in the order of offsets; for the thread that polls. */
    abstract void add(InFlight event);

    /**
     * Says whether an event may be given to a program. Any thread.
     *
     * @throws HeddleException if it is to become a dead letter without that
     */
    void admit(ConsumerRecord<byte[], byte[]> record) {}
}
