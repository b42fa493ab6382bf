package dev.heddle.serving.log;

import dev.heddle.runtime.Records;
import dev.heddle.serving.InferenceLog;
import dev.heddle.serving.LoggedCall;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the inference log, on one thread of its own. Calls wait for it in a queue that is bounded
 * by what they hold in memory; a slow or failing disk makes that full and calls are dropped, which
 * is counted, and nothing else happens.
 */
@Singleton
final class InferenceLogWriter implements InferenceLog {
    private static final Logger LOG = LoggerFactory.getLogger(InferenceLogWriter.class);
    private static final LogEntry END = new LogEntry(null, 0);
    private static final int ENTRY_BYTES = 512;
    private static final int MAX_TOGETHER = 256;
    private static final long TICK_MILLIS = 250;
    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    private final BlockingQueue<LogEntry> queue = new LinkedBlockingQueue<>();
    private final AtomicLong queueBytes = new AtomicLong();
    private final long maxQueueBytes;
    private final LogFolder folder;
    private final LogFiles files;
    private final Counter written;
    private final Counter full;
    private final Counter failed;
    private final Thread thread = new Thread(this::run, "heddle-inference-log");
    private volatile boolean stopped;

    @Inject
    InferenceLogWriter(InferenceLogConfig config, MeterRegistry meters) {
        this(config, meters, LogFolder::openLocked);
    }

    InferenceLogWriter(InferenceLogConfig config, MeterRegistry meters, LogFolder.Opener opener) {
        this.maxQueueBytes = config.queueBytes();
        this.folder = new LogFolder(config.dir(), opener);
        this.files = new LogFiles(folder, config);
        this.written =
                Counter.builder("heddle.inference.log.written")
                        .description("Calls that were written to the inference log")
                        .register(meters);
        this.full = dropped(meters, "queue_full");
        this.failed = dropped(meters, "write_failed");
        Gauge.builder("heddle.inference.log.queue.bytes", queueBytes, AtomicLong::get)
                .description("What waits to be written to the inference log")
                .baseUnit("bytes")
                .register(meters);
        thread.setDaemon(true);
    }

    private static Counter dropped(MeterRegistry meters, String reason) {
        return Counter.builder("heddle.inference.log.dropped")
                .description("Calls that the inference log has lost")
                .tag("reason", reason)
                .register(meters);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    /** Writes what waits and finishes the files; what a slow disk does not take in time is lost. */
    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        queue.add(END);
        try {
            thread.join(LONGEST_END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("The inference log did not end in time. waiting={}", queue.size());
        }
    }

    @Override
    public void add(LoggedCall call) {
        long bytes = ENTRY_BYTES + bytes(call);
        if (stopped || queueBytes.addAndGet(bytes) > maxQueueBytes) {
            if (!stopped) {
                queueBytes.addAndGet(-bytes);
            }
            full.increment();
            return;
        }
        queue.add(new LogEntry(call, bytes));
    }

    private static long bytes(LoggedCall call) {
        return call.input().map(Records::bytes).orElse(0L)
                + call.output().map(Records::bytes).orElse(0L);
    }

    private void run() {
        try {
            folder.recover();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The inference log cannot be looked through. problem=\"{}\"", e.toString());
        }
        List<LogEntry> entries = new ArrayList<>(MAX_TOGETHER);
        boolean isOver = false;
        while (!isOver) {
            take(entries);
            isOver = entries.contains(END);
            write(entries);
            entries.clear();
        }
        failed.increment(files.finishAll());
    }

    private void take(List<LogEntry> entries) {
        try {
            LogEntry first =
                    files.isEmpty() ? queue.take() : queue.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
            if (first != null) {
                entries.add(first);
                queue.drainTo(entries, MAX_TOGETHER - 1);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread: an interrupt would close the file under it.
            LOG.warn("The inference log was interrupted.", e);
        }
    }

    private void write(List<LogEntry> entries) {
        int lost = 0;
        int count = 0;
        for (LogEntry entry : entries) {
            if (entry == END) {
                continue;
            }
            count++;
            try {
                lost += files.add(entry, LogLine.of(entry.call()));
            } catch (RuntimeException e) {
                lost++;
                LOG.warn("A call cannot be logged. request={}", entry.call().id(), e);
            }
            queueBytes.addAndGet(-entry.bytes());
        }
        lost += files.flush();
        lost += files.finishOld();
        written.increment(Math.max(0, count - lost));
        failed.increment(lost);
    }
}
