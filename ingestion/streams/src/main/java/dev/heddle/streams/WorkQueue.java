package dev.heddle.streams;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Shares events among threads by key. Keys fall into slots; a slot is worked on by one thread at a
 * time, however many partitions there are, and a batch is made of the slots whose turn it is. Safe
 * for use by many threads.
 */
final class WorkQueue {
    private static final int SLOTS = 4096;

    private final int parallelism;
    private final int maxBatch;
    private final long maxWait;
    private final boolean keepsOrder;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private final Slot[] slots = new Slot[SLOTS];
    private final ArrayDeque<Slot> ready = new ArrayDeque<>();
    private final PriorityQueue<Batch> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Batch::due));
    private int keyless;
    private int queued;
    private int running;
    private long readySince;
    private boolean halted;
    private boolean closed;

    /**
     * A queue for one life of a stream.
     *
     * @param keepsOrder whether events of a key wait for each other; otherwise every event has a
     *     slot of its own
     */
    WorkQueue(int parallelism, int maxBatch, Duration maxWait, boolean keepsOrder) {
        this.parallelism = parallelism;
        this.maxBatch = maxBatch;
        this.maxWait = maxWait.toNanos();
        this.keepsOrder = keepsOrder;
        Arrays.setAll(slots, i -> new Slot());
    }

    /** Adds the records of a partition, in their order. */
    void add(List<ConsumerRecord<byte[], byte[]>> records, Origin origin) {
        lock.lock();
        try {
            if (queued == 0) {
                readySince = System.nanoTime();
            }
            long bytes = 0;
            for (ConsumerRecord<byte[], byte[]> record : records) {
                bytes += InFlight.bytes(record);
                Slot slot = keepsOrder ? slots[indexOf(record)] : new Slot();
                InFlight event = new InFlight(record, origin, slot);
                origin.add(event);
                slot.add(event);
                if (!slot.isBusy) {
                    slot.isBusy = true;
                    ready.add(slot);
                }
            }
            origin.bytes().addAndGet(bytes);
            queued += records.size();
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    private int indexOf(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        if (key == null) {
            return keyless++ & (SLOTS - 1);
        }
        int hash = Arrays.hashCode(key) * 0x9E3779B9;
        return hash >>> (Integer.SIZE - Integer.numberOfTrailingZeros(SLOTS));
    }

    /**
     * The next batch; waits for one.
     *
     * @return null when the queue is closed
     */
    Batch take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long wait = Long.MAX_VALUE;
                if (!halted) {
                    long now = System.nanoTime();
                    Batch due = waiting.peek();
                    if (due != null && due.due() - now <= 0) {
                        waiting.poll();
                        start(due.events());
                        passOn();
                        return due;
                    }
                    wait = due == null ? wait : due.due() - now;
                    long fill = maxWait - (now - readySince);
                    if (!ready.isEmpty() && (queued >= maxBatch || fill <= 0)) {
                        Batch next = next();
                        if (next != null) {
                            return next;
                        }
                        continue;
                    }
                    wait = ready.isEmpty() ? wait : Math.min(wait, fill);
                }
                await(work, wait);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private static void await(Condition condition, long nanos) throws InterruptedException {
        if (nanos == Long.MAX_VALUE) {
            condition.await();
        } else {
            long left = condition.awaitNanos(nanos);
            assert left <= nanos;
        }
    }

    /** Null if all that was ready belongs to another process by now. */
    private Batch next() {
        int share = maxWait > 0 ? maxBatch : Math.min(maxBatch, queued / parallelism + 1);
        List<InFlight> events = new ArrayList<>(Math.min(share, queued));
        List<Slot> claimed = new ArrayList<>();
        while (events.size() < share && !ready.isEmpty()) {
            Slot slot = ready.poll();
            queued -= slot.drain(events, share - events.size());
            claimed.add(slot);
        }
        readySince = System.nanoTime();
        start(events);
        passOn();
        Batch batch = new Batch(events, claimed, 0, 0);
        if (events.isEmpty()) {
            finish(batch, List.of());
            return null;
        }
        return batch;
    }

    /** One thread wakes the next while there is work: that a few can do is done by a few. */
    private void passOn() {
        if (!ready.isEmpty() || !waiting.isEmpty()) {
            work.signal();
        }
    }

    private void start(List<InFlight> events) {
        running += events.size();
        for (InFlight event : events) {
            event.origin().running++;
        }
    }

    /**
     * Ends a batch.
     *
     * @param later what of it waits to be tried again, and keeps its slots
     */
    void finish(Batch batch, Collection<Batch> later) {
        lock.lock();
        try {
            running -= batch.events().size();
            for (InFlight event : batch.events()) {
                event.origin().running--;
            }
            Set<Slot> kept = later.isEmpty() ? Set.of() : new HashSet<>();
            for (Batch one : later) {
                waiting.add(one);
                kept.addAll(one.slots());
            }
            for (Slot slot : batch.slots()) {
                if (kept.contains(slot)) {
                    continue;
                }
                if (slot.isEmpty()) {
                    slot.isBusy = false;
                } else {
                    ready.add(slot);
                }
            }
            passOn();
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a batch that was broken off, and with it the queue: what stands behind its events must
     * not overtake them.
     */
    void abandon(Batch batch) {
        lock.lock();
        try {
            closed = true;
            running -= batch.events().size();
            for (InFlight event : batch.events()) {
                event.origin().running--;
            }
            work.signalAll();
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No further batch begins until {@link #resume}. */
    void halt() {
        lock.lock();
        try {
            halted = true;
        } finally {
            lock.unlock();
        }
    }

    /** Batches begin again. */
    void resume() {
        lock.lock();
        try {
            halted = false;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether no batch is being worked on. */
    boolean isIdle() {
        lock.lock();
        try {
            return running == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is queued, worked on or waiting to be tried again. */
    boolean isEmpty() {
        lock.lock();
        try {
            return running == 0 && queued == 0 && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until no event of some origins is being worked on.
     *
     * @return how many still are when the time is over
     */
    int awaitIdle(Collection<? extends Origin> origins, Duration limit)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = limit.toNanos();
            int count;
            while ((count = runningIn(origins)) > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    private static int runningIn(Collection<? extends Origin> origins) {
        return origins.stream().mapToInt(origin -> origin.running).sum();
    }

    /** Waits until a batch ends. */
    void awaitEnd(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            await(idle, limit.toNanos());
        } finally {
            lock.unlock();
        }
    }

    /** Threads that wait for a batch get none. */
    void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "%d queued, %d running, %d waiting, filled within %d ms"
                .formatted(queued, running, waiting.size(), TimeUnit.NANOSECONDS.toMillis(maxWait));
    }
}
