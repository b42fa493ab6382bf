package dev.heddle.streams;

import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.StreamSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;

/** A life as a member of a consumer group, which keeps the order within a key. */
final class StreamRun implements StreamLife, ConsumerRebalanceListener {
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(200);
    private static final Duration TRANSACTION_INTERVAL = Duration.ofMillis(100);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BUSY_POLL = Duration.ofMillis(5);

    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final StreamSpec spec;
    private final StreamControl control;
    private final StreamLog log;
    private final boolean isTransactional;
    private final int mostInFlight;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final WorkQueue queue;
    private final Workers workers;
    private final Map<TopicPartition, PartitionWork> partitions = new ConcurrentHashMap<>();
    private boolean isHeld;
    private boolean isDraining;
    private boolean inTransaction;
    private boolean isClosing;
    private long nextCommit = System.nanoTime();

    StreamRun(
            StreamSpec spec,
            String worker,
            KafkaSettings kafka,
            StreamControl control,
            Progress progress,
            StreamLog log) {
        this.spec = spec;
        this.control = control;
        this.log = log;
        this.isTransactional = spec.delivery() == Delivery.EXACTLY_ONCE;
        // A transaction ends when all that it has begun is finished: it begins no more than it can.
        this.mostInFlight =
                isTransactional
                        ? Math.min(spec.maxInFlight(), spec.parallelism() * spec.maxBatch())
                        : spec.maxInFlight();
        this.producer =
                new KafkaProducer<>(
                        isTransactional
                                ? kafka.transactionalProducer(
                                        "heddle-%s-%s".formatted(spec.group(), worker))
                                : kafka.producer());
        try {
            this.consumer = new KafkaConsumer<>(kafka.member(spec.group(), worker, spec.startAt()));
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
        this.queue = new WorkQueue(spec.parallelism(), spec.maxBatch(), spec.maxWait(), true);
        this.workers = new Workers(spec, control, queue, producer, progress, log);
    }

    @Override
    public void begin() {
        if (isTransactional) {
            producer.initTransactions();
        }
        workers.start();
        consumer.subscribe(spec.topics(), this);
    }

    /** Takes what has come, and commits what is finished. */
    @Override
    public void step(boolean paused) throws InterruptedException {
        workers.throwIfBroken();
        hold(paused || isDraining || isFull());
        ConsumerRecords<byte[], byte[]> records = consumer.poll(isHeld ? BUSY_POLL : POLL);
        if (!records.isEmpty()) {
            if (isTransactional && !inTransaction) {
                producer.beginTransaction();
                inTransaction = true;
                nextCommit = System.nanoTime() + TRANSACTION_INTERVAL.toNanos();
            }
            for (TopicPartition partition : records.partitions()) {
                PartitionWork work = partitions.get(partition);
                queue.add(work.unfinished(records.records(partition)), work);
            }
        }
        advance();
        if (isTransactional) {
            stepTransaction();
        } else if (System.nanoTime() - nextCommit >= 0) {
            commitSoon();
            nextCommit = System.nanoTime() + COMMIT_INTERVAL.toNanos();
        }
        takeOver();
    }

    private boolean isFull() {
        long events = 0;
        long bytes = 0;
        for (PartitionWork partition : partitions.values()) {
            events += partition.inFlight();
            bytes += partition.bytes().get();
        }
        // Once full, half of it has to be finished before more is taken.
        long share = isHeld ? 2 : 1;
        return events * share >= mostInFlight || bytes * share >= spec.maxBytes();
    }

    private void hold(boolean wanted) {
        if (wanted != isHeld) {
            if (wanted) {
                consumer.pause(consumer.assignment());
            } else {
                consumer.resume(consumer.assignment());
            }
            isHeld = wanted;
        }
    }

    private void advance() {
        for (PartitionWork partition : partitions.values()) {
            if (partition.hasRead()) {
                partition.advance(consumer.position(partition.topicPartition()));
            }
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> ahead(Collection<PartitionWork> some) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (PartitionWork partition : some) {
            OffsetAndMetadata offset = partition.ahead();
            if (offset != null) {
                offsets.put(partition.topicPartition(), offset);
            }
        }
        return offsets;
    }

    private void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach(
                (partition, offset) -> {
                    PartitionWork work = partitions.get(partition);
                    if (work != null) {
                        work.committed(offset);
                    }
                });
    }

    private void commitSoon() {
        Map<TopicPartition, OffsetAndMetadata> offsets = ahead(partitions.values());
        if (!offsets.isEmpty()) {
            consumer.commitAsync(
                    offsets,
                    (done, failure) -> {
                        if (failure == null) {
                            committed(done);
                        } else if (!(failure instanceof RetriableException)
                                && !(failure instanceof RebalanceInProgressException)) {
                            log.add(true, "a commit failed: " + Progress.describe(failure));
                        }
                    });
        }
    }

    private void commitNow(Collection<PartitionWork> some) {
        Map<TopicPartition, OffsetAndMetadata> offsets = ahead(some);
        if (!offsets.isEmpty()) {
            consumer.commitSync(offsets, Workers.HAND_OVER);
            committed(offsets);
        }
    }

    private void stepTransaction() {
        if (inTransaction && System.nanoTime() - nextCommit >= 0) {
            isDraining = true;
        }
        if (isDraining && queue.isEmpty()) {
            commitTransaction();
        }
    }

    private void commitTransaction() {
        advance();
        Map<TopicPartition, OffsetAndMetadata> offsets = ahead(partitions.values());
        producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        producer.commitTransaction();
        committed(offsets);
        inTransaction = false;
        isDraining = false;
    }

    /** Lets the next version begin where the one before has ended. */
    private void takeOver() {
        if (!control.hasNext()) {
            return;
        }
        if (isTransactional) {
            if (inTransaction) {
                isDraining = true;
                return;
            }
        } else {
            queue.halt();
            if (!queue.isIdle()) {
                return;
            }
            advance();
            commitNow(partitions.values());
        }
        log.add(false, control.takeOver() + places(partitions.values()));
        queue.resume();
    }

    private static String places(Collection<PartitionWork> some) {
        return some.stream()
                .filter(partition -> partition.position() >= 0)
                .map(partition -> partition.topicPartition() + "@" + partition.position())
                .sorted()
                .collect(Collectors.joining(", ", " at ", ""));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                assigned.isEmpty() ? Map.of() : consumer.committed(Set.copyOf(assigned));
        for (TopicPartition partition : assigned) {
            partitions.put(partition, new PartitionWork(partition, committed.get(partition)));
        }
        // New partitions are not paused: say so again.
        isHeld = false;
        if (!assigned.isEmpty()) {
            control.program().takenOver();
            log.add(false, "takes the partitions " + sorted(assigned));
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        if (revoked.isEmpty() || isClosing) {
            return;
        }
        Collection<PartitionWork> leaving = works(revoked);
        try {
            if (isTransactional) {
                drain();
            } else {
                leaving.forEach(PartitionWork::lose);
                int unfinished = queue.awaitIdle(leaving, Workers.HAND_OVER);
                if (unfinished > 0) {
                    log.add(true, unfinished + " events are handed over while they run");
                }
                advance();
                commitNow(leaving);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leaving.forEach(PartitionWork::lose);
            revoked.forEach(partitions::remove);
            log.add(false, "gives the partitions %s back".formatted(sorted(revoked)));
        }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        works(lost).forEach(PartitionWork::lose);
        lost.forEach(partitions::remove);
        if (isClosing) {
            return;
        }
        log.add(true, "has lost the partitions " + sorted(lost));
        if (inTransaction) {
            throw new KafkaException("partitions were lost in the middle of a transaction");
        }
    }

    private Collection<PartitionWork> works(Collection<TopicPartition> some) {
        return some.stream().map(partitions::get).filter(Objects::nonNull).toList();
    }

    private static List<String> sorted(Collection<TopicPartition> some) {
        return some.stream().map(TopicPartition::toString).sorted().toList();
    }

    /** Finishes all that has begun within a transaction, and ends it. */
    private void drain() throws InterruptedException {
        long until = System.nanoTime() + Workers.HAND_OVER.toNanos();
        while (inTransaction) {
            workers.throwIfBroken();
            if (queue.isEmpty()) {
                commitTransaction();
            } else if (System.nanoTime() > until) {
                throw new KafkaException(
                        "what a transaction has begun was not finished within "
                                + Workers.HAND_OVER);
            } else {
                Thread.sleep(1);
            }
        }
    }

    @Override
    public Map<String, Long> partitions() {
        Map<String, Long> counts = new TreeMap<>();
        partitions.forEach(
                (partition, work) -> counts.put(partition.toString(), (long) work.inFlight()));
        return counts;
    }

    @Override
    public void end() throws InterruptedException {
        if (isTransactional) {
            drain();
        } else {
            queue.halt();
            int unfinished = queue.awaitIdle(partitions.values(), Workers.HAND_OVER);
            if (unfinished > 0) {
                log.add(true, unfinished + " events were still running at the end");
            }
            advance();
            commitNow(partitions.values());
        }
    }

    @Override
    public void close() {
        isClosing = true;
        partitions.values().forEach(PartitionWork::lose);
        workers.close();
        if (inTransaction) {
            abort();
        }
        try {
            producer.close(CLOSE);
        } finally {
            consumer.close(
                    CloseOptions.timeout(CLOSE)
                            .withGroupMembershipOperation(
                                    CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        }
    }

    private void abort() {
        control.program().abandoned();
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            // Fenced off already, or out of reach: the broker aborts it by itself.
            log.add(false, "a transaction is left to the broker: " + Progress.describe(e));
        }
    }
}
