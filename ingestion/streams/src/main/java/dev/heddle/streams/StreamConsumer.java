package dev.heddle.streams;

import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.client.streams.WorkerStatus;
import dev.heddle.client.streams.WorkerStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream in this process: a member of its consumer group. It runs on threads of its own from
 * {@link #start} to {@link #close}, and begins again after whatever fails. Safe for use by many
 * threads.
 */
public final class StreamConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamConsumer.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final StreamSpec spec;
    private final String worker;
    private final KafkaSettings kafka;
    private final StreamLog log;
    private final StreamControl control;
    private final Progress progress = new Progress();
    private final Rate rate = new Rate();
    private final Thread thread;
    private volatile State state = State.STARTING;
    private volatile StreamLife life;

    /**
     * Nothing is started yet.
     *
     * @param spec what the stream is
     * @param worker names this process among those of the group; the same after a restart
     * @param kafka where the brokers are
     * @param program what runs first; closed with this
     * @param log takes what happens
     */
    public StreamConsumer(
            StreamSpec spec,
            String worker,
            KafkaSettings kafka,
            StreamProgram program,
            StreamLog log) {
        this.spec = Objects.requireNonNull(spec, "spec");
        this.worker = Objects.requireNonNull(worker, "worker");
        this.kafka = Objects.requireNonNull(kafka, "kafka");
        this.log = Objects.requireNonNull(log, "log");
        this.control = new StreamControl(program);
        this.thread = new Thread(this::run, "stream-" + spec.name());
        thread.setDaemon(true);
    }

    /** Joins the group. */
    public void start() {
        thread.start();
    }

    private void run() {
        int failures = 0;
        while (!control.isStopped()) {
            try (StreamLife next = life()) {
                life = next;
                next.begin();
                while (!control.isStopped()) {
                    boolean paused = control.isPaused();
                    next.step(paused);
                    state = paused ? State.PAUSED : State.RUNNING;
                    rate.note(progress.processed.sum());
                    failures = 0;
                }
                next.end();
            } catch (InterruptedException e) {
                break;
            } catch (RuntimeException | LinkageError e) {
                state = State.FAILING;
                progress.failed(e);
                failures++;
                log.add(true, "begins again after a failure: " + Progress.describe(e));
                LOG.warn("A stream begins again after a failure. stream={}", spec.name(), e);
                if (!pause(failures)) {
                    break;
                }
            } finally {
                life = null;
            }
        }
        control.close();
        state = State.STOPPED;
    }

    private StreamLife life() {
        return spec.delivery() == Delivery.QUEUE
                ? new QueueRun(spec, kafka, control, progress, log)
                : new StreamRun(spec, worker, kafka, control, progress, log);
    }

    private boolean pause(int failures) {
        long millis = FIRST_PAUSE.toMillis() << Math.min(failures - 1, 10);
        long until =
                System.nanoTime()
                        + TimeUnit.MILLISECONDS.toNanos(Math.min(millis, LONGEST_PAUSE.toMillis()));
        try {
            while (!control.isStopped() && System.nanoTime() < until) {
                Thread.sleep(50);
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Takes no further events, keeps the partitions, and finishes what has begun. */
    public void pause() {
        control.paused(true);
    }

    /** Takes events again. */
    public void resume() {
        control.paused(false);
    }

    /**
     * Lets another version go on where the present one ends: no event is left out, and none is
     * processed by both, unless the process is killed just then.
     *
     * @param next closed with this, or when another one follows
     */
    public void use(StreamProgram next) {
        control.next(Objects.requireNonNull(next, "next"));
    }

    /** How it is doing. */
    public WorkerStatus status() {
        StreamLife present = life;
        Map<String, Long> partitions = present == null ? Map.of() : present.partitions();
        return new WorkerStatus(
                worker,
                state,
                Optional.of(control.program().identity().toString()),
                partitions,
                progress.processed.sum(),
                progress.emitted.sum(),
                progress.retried.sum(),
                progress.deadLetters.sum(),
                rate.perSecond(),
                (int) partitions.values().stream().mapToLong(count -> count).sum(),
                Optional.ofNullable(progress.lastError()),
                Instant.now());
    }

    /** Finishes the calls that run, commits, leaves the group, and closes the version. */
    @Override
    public void close() {
        control.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
