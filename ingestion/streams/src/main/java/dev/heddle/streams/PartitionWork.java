package dev.heddle.streams;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a partition has come: events are finished in any order, and everything before the first
 * unfinished one may be committed. For the thread that polls, except where it says otherwise.
 */
final class PartitionWork {
    private final TopicPartition topicPartition;
    private final ArrayDeque<InFlight> window = new ArrayDeque<>();
    private long position = -1;
    private long committed = -1;
    private volatile boolean lost;
    private volatile int inFlight;
    private final AtomicLong bytes = new AtomicLong();

    /** How many of its events are being worked on; guarded by the lock of the work queue. */
    int running;

    PartitionWork(TopicPartition topicPartition) {
        this.topicPartition = topicPartition;
    }

    TopicPartition topicPartition() {
        return topicPartition;
    }

    void add(InFlight event) {
        window.add(event);
        inFlight = window.size();
    }

    /** What its unfinished events weigh. Any thread. */
    AtomicLong bytes() {
        return bytes;
    }

    /** Lets go of what is finished. */
    void advance() {
        InFlight first;
        while ((first = window.peek()) != null && first.isFinished()) {
            position = first.offset() + 1;
            window.poll();
        }
        inFlight = window.size();
    }

    /** Takes note that everything before an offset is finished, if nothing is in flight. */
    void reached(long offset) {
        if (window.isEmpty() && offset > position) {
            position = offset;
        }
    }

    /** How many events there are from the first unfinished one on. Any thread. */
    int inFlight() {
        return inFlight;
    }

    /** Whether there is something to commit. */
    boolean isAhead() {
        return position > committed;
    }

    /** The offset to be committed: that of the first unfinished event; -1 for none yet. */
    long position() {
        return position;
    }

    void committed(long offset) {
        committed = Math.max(committed, offset);
    }

    /** Another process has the partition: its events are dropped wherever they wait. Any thread. */
    void lose() {
        lost = true;
    }

    /** Whether another process has the partition. Any thread. */
    boolean isLost() {
        return lost;
    }
}
