package dev.heddle.streams;

import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/** The threads that give the events of a queue to the program. Safe for use by many threads. */
final class Workers implements AutoCloseable {
    /** How long calls that run may take while events are handed over, or at the end. */
    static final Duration HAND_OVER = Duration.ofSeconds(30);

    private final WorkQueue queue;
    private final BatchRunner runner;
    private final List<Thread> threads = new ArrayList<>();
    private volatile Throwable broken;

    /** Nothing runs yet. */
    Workers(
            StreamSpec spec,
            StreamControl control,
            WorkQueue queue,
            Producer<byte[], byte[]> producer,
            Progress progress,
            StreamLog log) {
        this.queue = queue;
        this.runner =
                new BatchRunner(
                        control::program,
                        producer,
                        spec.delivery() == Delivery.EXACTLY_ONCE,
                        new DeadLetters(spec),
                        new RetryRules(spec.retries()),
                        progress,
                        log);
        for (int i = 0; i < spec.parallelism(); i++) {
            Thread thread = new Thread(this::work, "stream-%s-%d".formatted(spec.name(), i));
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    private void work() {
        Batch batch = null;
        try {
            while ((batch = queue.take()) != null) {
                queue.finish(batch, runner.run(batch));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            broke(e instanceof BatchRunner.BrokenOff ? e.getCause() : e);
        } finally {
            if (batch != null) {
                queue.abandon(batch);
            }
        }
    }

    /** The stream's life has to end. */
    void broke(Throwable failure) {
        broken = failure;
    }

    /** Tells what has to end the stream's life, if anything. */
    void throwIfBroken() {
        if (broken != null) {
            throw broken instanceof RuntimeException e ? e : new KafkaException(broken);
        }
    }

    /** Interrupts the calls that run, and waits for them. */
    @Override
    public void close() {
        runner.closing();
        queue.close();
        threads.forEach(Thread::interrupt);
        try {
            long until = System.nanoTime() + HAND_OVER.toNanos();
            for (Thread thread : threads) {
                TimeUnit.NANOSECONDS.timedJoin(thread, until - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
