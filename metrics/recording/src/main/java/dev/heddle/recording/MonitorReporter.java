package dev.heddle.recording;

import dev.heddle.client.DaemonThreads;
import dev.heddle.client.monitors.Engine;
import dev.heddle.client.monitors.MonitorRegistry;
import dev.heddle.client.monitors.MonitorReport;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what a process records: every ten seconds, at full tens by the clock, all of the present
 * minute so far, and the minutes before until they are taken. What nobody takes for an hour is
 * dropped. Safe for use by many threads.
 */
public final class MonitorReporter implements Recordings, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MonitorReporter.class);
    private static final long EVERY_MILLIS = 10_000;
    private static final int MOST_AT_ONCE = 100;
    private static final long MOST_BYTES_AT_ONCE = 2 << 20;
    private static final Duration LAST_REPORT = Duration.ofSeconds(5);

    private final MonitorRegistry registry;
    private final Clock clock;
    private final String process = UUID.randomUUID().toString();
    private final AtomicLong opened = new AtomicLong();
    private final Set<VersionRecording> recordings = ConcurrentHashMap.newKeySet();
    private final Unacknowledged over = new Unacknowledged();
    private final ReentrantLock telling = new ReentrantLock();
    private final ScheduledExecutorService threads =
            Executors.newScheduledThreadPool(2, new DaemonThreads("heddle-monitors"));
    private Instant minute = Instant.EPOCH;
    private Instant since;
    private int problems;
    private boolean isWarned;
    private boolean isDropping;

    /** A reporter that has not begun. */
    public MonitorReporter(MonitorRegistry registry) {
        this(registry, Clock.systemUTC());
    }

    MonitorReporter(MonitorRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.since = clock.instant();
    }

    /** Begins to report. */
    public void start() {
        schedule();
    }

    private void schedule() {
        long delay = EVERY_MILLIS - clock.millis() % EVERY_MILLIS;
        threads.schedule(this::tick, delay, TimeUnit.MILLISECONDS);
    }

    /** Telling may take long; what is taken belongs to its minute all the same. */
    private void tick() {
        try {
            take();
            threads.execute(this::tellUnlessTelling);
        } catch (RuntimeException e) {
            LOG.warn("What versions do could not be taken.", e);
        }
        if (!threads.isShutdown()) {
            schedule();
        }
    }

    private void tellUnlessTelling() {
        if (telling.tryLock()) {
            try {
                tell();
            } finally {
                telling.unlock();
            }
        }
    }

    @Override
    public Recording open(
            String model, int version, Engine engine, String source, Signature signature) {
        VersionRecording recording =
                new VersionRecording(
                        model,
                        version,
                        engine,
                        source,
                        process + "-" + opened.incrementAndGet(),
                        signature);
        recordings.add(recording);
        return recording;
    }

    /**
     * Takes what was recorded. What was seen since the last time belongs to the minute in which
     * that time began.
     */
    synchronized void take() {
        Instant begin = since.truncatedTo(ChronoUnit.MINUTES);
        // A clock that is set back does not open a minute again.
        minute = begin.isAfter(minute) ? begin : minute;
        since = clock.instant();
        for (VersionRecording recording : recordings) {
            boolean isLast = recording.isClosed();
            recording.take(minute).ifPresent(over::add);
            if (isLast) {
                recording.last().ifPresent(over::add);
                recordings.remove(recording);
            }
        }
    }

    /** Tells what was taken; for one thread at a time. */
    void tell() {
        int before = problems;
        dropOld();
        if (tellOver() && tellNews() && problems == before) {
            isWarned = false;
            isDropping = false;
        }
    }

    private synchronized void dropOld() {
        int dropped = over.dropOld(clock.instant());
        if (dropped > 0 && !isDropping) {
            isDropping = true;
            LOG.warn("What versions did is dropped, as nobody takes it. minutes={}", dropped);
        }
    }

    /** Tells of minutes that are over; whether all were taken. */
    private boolean tellOver() {
        while (true) {
            List<MonitorReport> oldest;
            synchronized (this) {
                oldest = over.first(MOST_AT_ONCE, MOST_BYTES_AT_ONCE);
            }
            if (oldest.isEmpty()) {
                return true;
            }
            if (!tell(oldest)) {
                return false;
            }
            synchronized (this) {
                over.remove(oldest.size());
            }
        }
    }

    /** Tells of the present minute; whether all was taken. */
    private boolean tellNews() {
        List<VersionRecording> left = new ArrayList<>(recordings);
        while (!left.isEmpty()) {
            List<VersionRecording> told = new ArrayList<>();
            List<MonitorReport> reports = news(left, told);
            if (!reports.isEmpty() && !tell(reports)) {
                synchronized (this) {
                    told.forEach(VersionRecording::untold);
                }
                return false;
            }
        }
        return true;
    }

    /** As much news as is told at once; whose it is moves from one list to the other. */
    private synchronized List<MonitorReport> news(
            List<VersionRecording> left, List<VersionRecording> told) {
        List<MonitorReport> reports = new ArrayList<>();
        long bytes = 0;
        while (!left.isEmpty() && reports.size() < MOST_AT_ONCE && bytes < MOST_BYTES_AT_ONCE) {
            VersionRecording recording = left.remove(left.size() - 1);
            Optional<MonitorReport> news = recording.news();
            if (news.isPresent()) {
                reports.add(news.get());
                told.add(recording);
                bytes += Unacknowledged.size(news.get());
            }
        }
        return reports;
    }

    /** Whether reports were taken, or never will be. */
    private boolean tell(List<MonitorReport> reports) {
        try {
            registry.report(reports);
            return true;
        } catch (HeddleException e) {
            Category category = e.code().category();
            boolean isHopeless = category == Category.USER || category == Category.TOO_LARGE;
            warn(isHopeless ? "dropped" : "kept", e);
            return isHopeless;
        } catch (RuntimeException e) {
            warn("kept", e);
            return false;
        }
    }

    private void warn(String outcome, RuntimeException e) {
        problems++;
        if (!isWarned) {
            LOG.warn("What versions do does not get to their monitors. reports={}", outcome, e);
        }
        isWarned = true;
    }

    /** Reports once more, for some seconds at most, and ends. What is not taken by then is lost. */
    @Override
    public void close() {
        close(LAST_REPORT);
    }

    void close(Duration most) {
        if (threads.isShutdown()) {
            return;
        }
        Future<?> last =
                threads.submit(
                        () -> {
                            take();
                            telling.lock();
                            try {
                                tell();
                            } finally {
                                telling.unlock();
                            }
                        });
        threads.shutdown();
        try {
            last.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("What versions did last was not reported.", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
