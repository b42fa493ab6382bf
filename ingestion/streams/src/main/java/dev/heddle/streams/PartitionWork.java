package dev.heddle.streams;

import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a partition has come. Events are finished in any order: what is committed is the offset
 * of the first unfinished one, and beside it, in the commit's metadata, which of those behind it
 * are finished, so that whoever takes the partition over leaves them out. For the thread that
 * polls, except where it says otherwise.
 */
final class PartitionWork extends Origin {
    /** As many as brokers take in the metadata of a commit, 4,096 characters. */
    private static final int MOST_BITS = 24_000;

    private static final String PREFIX = "heddle:";

    private InFlight first;
    private InFlight last;
    private int count;
    private final long finishedFrom;
    private final BitSet finishedBefore;
    private boolean hasRead;
    private long position = -1;
    private OffsetAndMetadata committed;
    private volatile int inFlight;

    /**
     * A partition that this process takes over.
     *
     * @param committed what was committed last; null if nothing was
     */
    PartitionWork(TopicPartition topicPartition, OffsetAndMetadata committed) {
        super(topicPartition);
        this.committed = committed;
        this.finishedFrom = committed == null ? 0 : committed.offset();
        this.finishedBefore = committed == null ? new BitSet() : read(committed.metadata());
    }

    private static BitSet read(String metadata) {
        if (metadata == null || !metadata.startsWith(PREFIX)) {
            return new BitSet();
        }
        try {
            return BitSet.valueOf(Base64.getDecoder().decode(metadata.substring(PREFIX.length())));
        } catch (IllegalArgumentException e) {
            // Somebody else's: the events are given again, which is allowed.
            return new BitSet();
        }
    }

    /** Those that no process before this one has finished. */
    List<ConsumerRecord<byte[], byte[]>> unfinished(List<ConsumerRecord<byte[], byte[]>> records) {
        hasRead = true;
        if (finishedBefore.isEmpty()
                || records.get(0).offset() > finishedFrom + finishedBefore.length()) {
            return records;
        }
        List<ConsumerRecord<byte[], byte[]>> left = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (!finishedBefore.get((int) Math.min(record.offset() - finishedFrom, MOST_BITS))) {
                left.add(record);
            }
        }
        return left;
    }

    /** Whether there was anything to read, so that the client knows where it is. */
    boolean hasRead() {
        return hasRead;
    }

    @Override
    void add(InFlight event) {
        if (last == null) {
            first = event;
        } else {
            last.nextInPartition = event;
        }
        last = event;
        inFlight = ++count;
    }

    /**
     * Lets go of what is finished.
     *
     * @param read the offset that is read next
     */
    void advance(long read) {
        while (first != null && first.isFinished()) {
            InFlight next = first.nextInPartition;
            // A chain of old ones would keep young ones alive.
            first.nextInPartition = null;
            first = next;
            count--;
        }
        if (first == null) {
            last = null;
        }
        inFlight = count;
        // Nothing in between is an event that is left to do: it is a gap, or was finished before.
        position = Math.max(position, first == null ? read : first.offset());
    }

    /** How many events there are from the first unfinished one on. Any thread. */
    int inFlight() {
        return inFlight;
    }

    /** The offset of the first unfinished event; -1 for none yet. */
    long position() {
        return position;
    }

    /** What is to be committed; null if that is committed already. */
    OffsetAndMetadata ahead() {
        if (position < 0) {
            return null;
        }
        OffsetAndMetadata next = new OffsetAndMetadata(position, finishedAhead());
        return next.equals(committed) ? null : next;
    }

    private String finishedAhead() {
        BitSet bits = new BitSet();
        for (InFlight event = first; event != null; event = event.nextInPartition) {
            long distance = event.offset() - position;
            if (distance >= MOST_BITS) {
                break;
            }
            if (event.isFinished()) {
                bits.set((int) distance);
            }
        }
        int from = (int) Math.max(0, Math.min(position - finishedFrom, MOST_BITS));
        for (int i = finishedBefore.nextSetBit(from);
                i >= 0;
                i = finishedBefore.nextSetBit(i + 1)) {
            long distance = finishedFrom + i - position;
            if (distance < MOST_BITS) {
                bits.set((int) distance);
            }
        }
        return bits.isEmpty()
                ? ""
                : PREFIX + Base64.getEncoder().encodeToString(bits.toByteArray());
    }

    void committed(OffsetAndMetadata done) {
        committed = done;
    }
}
