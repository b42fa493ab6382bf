package dev.heddle.ingestion;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.streams.DeployedStream;
import dev.heddle.client.streams.DeployedStream.Wanted;
import dev.heddle.client.streams.StreamLogLine;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.client.streams.WorkerReport;
import dev.heddle.client.streams.WorkerStatus;
import dev.heddle.client.streams.WorkerStatus.State;
import dev.heddle.streams.StreamConsumer;
import dev.heddle.streams.StreamState;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream in this process: brought to what is wanted of it, again and again. */
final class HostedStream {
    private static final Logger LOG = LoggerFactory.getLogger(HostedStream.class);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final int LINES = 500;

    private final String name;
    private final String worker;
    private final ServingRegistry registry;
    private final StreamPrograms programs;
    private final KafkaBrokers brokers;
    private final MeterRegistry meters;
    private final StreamState state;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final ArrayDeque<StreamLogLine> lines = new ArrayDeque<>();
    private final Object lineLock = new Object();
    private int leftOut;
    private boolean ended;
    private volatile StreamConsumer consumer;
    private volatile String failure;
    private volatile boolean reported;
    private StreamMetrics metrics;
    private StreamSpec running;
    private String version;
    private Instant idleUntil = Instant.EPOCH;

    HostedStream(
            String name,
            String worker,
            ServingRegistry registry,
            StreamPrograms programs,
            KafkaBrokers brokers,
            MeterRegistry meters,
            StreamState state) {
        this.name = name;
        this.worker = worker;
        this.registry = registry;
        this.programs = programs;
        this.brokers = brokers;
        this.meters = meters;
        this.state = state;
    }

    String name() {
        return name;
    }

    /** Whether nobody else is bringing it to what is wanted; who is told so has to. */
    boolean begin() {
        return busy.compareAndSet(false, true);
    }

    /** Brings it to what is wanted; may block for as long as its calls run. */
    synchronized void reconcile(DeployedStream stream) {
        try {
            if (ended) {
                return;
            }
            if (Instant.now().isBefore(idleUntil)) {
                return;
            }
            if (stream.wanted() == Wanted.STOPPED) {
                close();
            } else {
                run(stream);
            }
            failure = null;
        } catch (RuntimeException | LinkageError e) {
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            if (!message.equals(failure)) {
                add(true, (consumer == null ? "cannot run: " : "cannot be changed: ") + message);
                LOG.warn("A stream cannot be brought to what is wanted. stream={}", name, e);
            }
            failure = message;
            idleUntil = Instant.now().plus(PAUSE);
        } finally {
            busy.set(false);
        }
    }

    private void run(DeployedStream stream) {
        StreamSpec spec = stream.spec();
        ModelVersion wanted = StreamVersion.find(spec, registry);
        if (consumer != null && !sameBut(spec, running)) {
            close();
        }
        if (consumer == null) {
            brokers.admin().prepare(spec);
            StreamConsumer next =
                    new StreamConsumer(
                            spec,
                            worker,
                            brokers.settings(),
                            programs.load(wanted, spec, state),
                            this::add);
            setPaused(next, stream);
            next.start();
            consumer = next;
            metrics = new StreamMetrics(meters, name, next);
            running = spec;
            version = wanted.reference();
            return;
        }
        setPaused(consumer, stream);
        if (!wanted.reference().equals(version)) {
            consumer.use(programs.load(wanted, spec, state));
            version = wanted.reference();
        }
        running = spec;
    }

    private static void setPaused(StreamConsumer consumer, DeployedStream stream) {
        if (stream.wanted() == Wanted.PAUSED) {
            consumer.pause();
        } else {
            consumer.resume();
        }
    }

    /** Whether two differ in nothing but their version. */
    private static boolean sameBut(StreamSpec one, StreamSpec other) {
        return one.withModel(other.model()).equals(other);
    }

    private void add(boolean isProblem, String message) {
        synchronized (lineLock) {
            if (lines.size() >= LINES) {
                leftOut++;
                return;
            }
            lines.add(new StreamLogLine(0, Instant.now(), worker, isProblem, message));
        }
    }

    /** Gives back lines that could not be told. */
    private void putBack(List<StreamLogLine> untold) {
        synchronized (lineLock) {
            for (int i = untold.size() - 1; i >= 0; i--) {
                lines.addFirst(untold.get(i));
            }
        }
    }

    private List<StreamLogLine> takeLines() {
        synchronized (lineLock) {
            if (leftOut > 0) {
                String message = leftOut + " further lines left out";
                lines.add(new StreamLogLine(0, Instant.now(), worker, true, message));
                leftOut = 0;
            }
            List<StreamLogLine> taken = new ArrayList<>(lines);
            lines.clear();
            return taken;
        }
    }

    /** What is to be told; empty if all has been told of a stream that is stopped. */
    Optional<WorkerReport> report() {
        StreamConsumer present = consumer;
        List<StreamLogLine> news = takeLines();
        if (present == null && failure == null && reported && news.isEmpty()) {
            return Optional.empty();
        }
        reported = present == null && failure == null;
        return Optional.of(new WorkerReport(present == null ? status() : present.status(), news));
    }

    /** The report did not arrive. */
    void untold(WorkerReport report) {
        putBack(report.lines());
        reported = false;
    }

    private WorkerStatus status() {
        return new WorkerStatus(
                worker,
                failure == null ? State.STOPPED : State.FAILING,
                Optional.empty(),
                Map.of(),
                0,
                0,
                0,
                0,
                0,
                0,
                Optional.ofNullable(failure),
                Instant.now());
    }

    /** Finishes what has begun, and leaves the group for good. */
    synchronized void end() {
        ended = true;
        close();
    }

    private void close() {
        StreamConsumer last = consumer;
        if (last != null) {
            last.close();
            metrics.close();
            consumer = null;
            add(false, "has stopped");
        }
    }
}
