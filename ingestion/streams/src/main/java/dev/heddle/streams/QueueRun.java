package dev.heddle.streams;

import dev.heddle.client.streams.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * A life as members of a share group, whose events come in no order. What waits to be tried again
 * stays locked; events are released when the stream ends, and by the brokers when it is killed.
 */
final class QueueRun implements StreamLife {
    /** Each has a thread of its client's and connections; a group has 200 at most by default. */
    private static final int MOST_MEMBERS = 8;

    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration BUSY_STEP = Duration.ofMillis(5);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final StreamSpec spec;
    private final KafkaSettings kafka;
    private final StreamControl control;
    private final StreamLog log;
    private final KafkaProducer<byte[], byte[]> producer;
    private final WorkQueue queue;
    private final Workers workers;
    private volatile List<QueueMember> members = List.of();

    QueueRun(
            StreamSpec spec,
            KafkaSettings kafka,
            StreamControl control,
            Progress progress,
            StreamLog log) {
        this.spec = spec;
        this.kafka = kafka;
        this.control = control;
        this.log = log;
        this.producer = new KafkaProducer<>(kafka.producer());
        this.queue = new WorkQueue(spec.parallelism(), spec.maxBatch(), spec.maxWait(), false);
        this.workers = new Workers(spec, control, queue, producer, progress, log);
    }

    @Override
    public void begin() {
        int limit;
        try (Admin admin = AdminCalls.connect(kafka)) {
            limit = new ShareGroups(admin).deliveryLimit(spec.group());
        }
        int count = Math.min(spec.parallelism(), MOST_MEMBERS);
        int calls = (spec.parallelism() + count - 1) / count;
        int events = (int) Math.min((long) calls * spec.maxBatch(), spec.maxInFlight() / count);
        long bytes = Math.min(spec.maxBytes() / count, KafkaSettings.LARGEST_FETCH);
        List<QueueMember> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(
                    new QueueMember(
                            "stream-%s-member-%d".formatted(spec.name(), i),
                            spec.topics(),
                            kafka.shareMember(spec.group(), Math.max(1, events), (int) bytes),
                            // The other half is kept for dead letters that do not arrive at once.
                            (limit + 1) / 2,
                            queue,
                            workers::broke,
                            log));
        }
        members = List.copyOf(all);
        workers.start();
        members.forEach(QueueMember::start);
    }

    @Override
    public void step(boolean paused) throws InterruptedException {
        workers.throwIfBroken();
        members.forEach(member -> member.hold(paused));
        takeOver();
        queue.awaitEnd(control.hasNext() ? BUSY_STEP : STEP);
    }

    /** Lets the next version begin when no call of the one before runs. */
    private void takeOver() {
        if (!control.hasNext()) {
            return;
        }
        queue.halt();
        if (queue.isIdle()) {
            log.add(false, control.takeOver());
            queue.resume();
        }
    }

    @Override
    public void end() throws InterruptedException {
        queue.halt();
        members.forEach(QueueMember::end);
        for (QueueMember member : members) {
            member.join();
        }
    }

    @Override
    public Map<String, Long> partitions() {
        Map<String, Long> counts = new TreeMap<>();
        for (QueueMember member : members) {
            for (LockedEvents events : member.locked()) {
                counts.merge(
                        events.topicPartition().toString(), (long) events.inFlight(), Long::sum);
            }
        }
        return counts;
    }

    @Override
    public void close() {
        workers.close();
        try {
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE);
    }
}
