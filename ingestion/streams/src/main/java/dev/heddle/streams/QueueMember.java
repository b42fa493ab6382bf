package dev.heddle.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;

/**
 * A member of a share group, on a thread of its own: it locks a few events, renews their locks
 * until they are finished, and takes the next ones. Kafka's client gives it no further events while
 * it holds some, which is why a process has several members.
 */
final class QueueMember {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BUSY = Duration.ofMillis(5);
    private static final Duration SETTLE_INTERVAL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final int USUAL_LOCK = 30_000;

    private final Collection<String> topics;
    private final Map<String, Object> settings;
    private final int mostDeliveries;
    private final WorkQueue queue;
    private final Consumer<Throwable> broke;
    private final StreamLog log;
    private final Map<TopicPartition, LockedEvents> locked = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean held;
    private volatile boolean ending;

    /**
     * Does nothing yet.
     *
     * @param mostDeliveries after how many deliveries an event that is not finished becomes a dead
     *     letter
     * @param broke told of what ends this
     */
    QueueMember(
            String name,
            Collection<String> topics,
            Map<String, Object> settings,
            int mostDeliveries,
            WorkQueue queue,
            Consumer<Throwable> broke,
            StreamLog log) {
        this.topics = topics;
        this.settings = settings;
        this.mostDeliveries = mostDeliveries;
        this.queue = queue;
        this.broke = broke;
        this.log = log;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Locks nothing, once what it has is finished; or begins again. Any thread. */
    void hold(boolean wanted) {
        held = wanted;
    }

    /** Has it finish the calls that run, and release the rest. Any thread. */
    void end() {
        ending = true;
    }

    void join() throws InterruptedException {
        thread.join();
    }

    /** The partitions of which it has locked events. Any thread. */
    Collection<LockedEvents> locked() {
        return locked.values();
    }

    private void run() {
        try {
            while (!ending) {
                if (held) {
                    TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
                } else {
                    live();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            broke.accept(e);
        }
    }

    /** While nothing is to be taken it is no member: what the client fetches ahead is released. */
    private void live() throws InterruptedException {
        KafkaShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(settings);
        try {
            consumer.setAcknowledgementCommitCallback(this::acknowledged);
            consumer.subscribe(topics);
            while (!held && !ending) {
                take(consumer.poll(POLL));
                long begin = System.nanoTime();
                finish(consumer);
                if (System.nanoTime() - begin >= renewalInterval(consumer)) {
                    releaseAhead(consumer);
                }
            }
        } finally {
            locked.values().forEach(Origin::lose);
            locked.clear();
            consumer.close(CLOSE);
        }
    }

    private void acknowledged(Map<TopicIdPartition, Set<Long>> offsets, Exception failure) {
        if (failure != null) {
            offsets.forEach(
                    (partition, some) ->
                            log.add(
                                    true,
                                    "%d events of %s may be given again: %s"
                                            .formatted(
                                                    some.size(),
                                                    partition.topicPartition(),
                                                    Progress.describe(failure))));
        }
    }

    /** Takes what is new among records, and lets go of what is not among them. */
    private void take(ConsumerRecords<byte[], byte[]> records) {
        for (LockedEvents events : locked.values()) {
            Set<Long> offsets = new HashSet<>();
            records.records(events.topicPartition()).forEach(one -> offsets.add(one.offset()));
            events.keep(offsets);
        }
        locked.values().removeIf(LockedEvents::isEmpty);
        for (TopicPartition partition : records.partitions()) {
            if (!locked.containsKey(partition)) {
                LockedEvents events = new LockedEvents(partition, mostDeliveries);
                locked.put(partition, events);
                queue.add(records.records(partition), events);
            }
        }
    }

    /** Waits until all that is locked is finished. */
    private void finish(KafkaShareConsumer<byte[], byte[]> consumer) throws InterruptedException {
        long now = System.nanoTime();
        long renewal = now + renewalInterval(consumer);
        long commit = now + SETTLE_INTERVAL.toNanos();
        long end = Long.MAX_VALUE;
        while (settle(consumer)) {
            now = System.nanoTime();
            if (ending) {
                end = Math.min(end, now + Workers.HAND_OVER.toNanos());
                if (queue.isIdle() || now >= end) {
                    release(consumer);
                    return;
                }
            }
            if (now - renewal >= 0) {
                renew(consumer);
                renewal = System.nanoTime() + renewalInterval(consumer);
            } else if (now - commit >= 0) {
                consumer.commitAsync();
                commit = now + SETTLE_INTERVAL.toNanos();
            }
            queue.awaitEnd(BUSY);
        }
    }

    /** Early enough for a second attempt. */
    private static long renewalInterval(KafkaShareConsumer<byte[], byte[]> consumer) {
        int lock = consumer.acquisitionLockTimeoutMs().orElse(USUAL_LOCK);
        return TimeUnit.MILLISECONDS.toNanos(lock) / 3;
    }

    /** Whether something is left; what is acknowledged goes with the next request. */
    private boolean settle(KafkaShareConsumer<byte[], byte[]> consumer) {
        locked.values().forEach(events -> events.settle(consumer::acknowledge));
        locked.values().removeIf(LockedEvents::isEmpty);
        return !locked.isEmpty();
    }

    private void renew(KafkaShareConsumer<byte[], byte[]> consumer) {
        locked.values().forEach(events -> events.renew(consumer::acknowledge));
        consumer.commitSync(Duration.ofNanos(renewalInterval(consumer)));
        // Gives back what is renewed, and fetches nothing as long as something is.
        take(consumer.poll(Duration.ZERO));
    }

    /**
     * Gives back what the client has fetched ahead, which happens though it is told not to: nobody
     * has renewed that, and others may have it by now.
     */
    private static void releaseAhead(KafkaShareConsumer<byte[], byte[]> consumer) {
        consumer.poll(Duration.ZERO)
                .forEach(record -> consumer.acknowledge(record, AcknowledgeType.RELEASE));
    }

    private void release(KafkaShareConsumer<byte[], byte[]> consumer) {
        if (!queue.isIdle()) {
            log.add(true, "events are given back while they run");
        }
        locked.values().forEach(Origin::lose);
        settle(consumer);
        consumer.commitSync(CLOSE);
    }
}
