package dev.heddle.client.runs;

import dev.heddle.client.MlflowServer;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a run has logged and the server does not have yet. It is sent in the background a second
 * after it came, or at once when there is enough for a request; a thread that logs more than can be
 * sent does the sending itself. What fails for a passing reason stays here and is sent again, the
 * same: the server keeps equal points once. What the server refuses is dropped, and said at the
 * next {@link #flush}. Safe for use by many threads.
 */
final class RunLog {
    /** The most entries of one request, by MLflow's rules. */
    private static final int MAX_ENTRIES = 1_000;

    private static final int MAX_TEXTS = 100;

    /** A request may have a million bytes, and a character may take six. */
    private static final int MAX_CHARACTERS = 60_000;

    private static final int MAX_REFUSALS = 20;
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final MlflowServer server;
    private final String runId;
    private final Settings settings;
    private final ScheduledExecutorService background;
    private final ReentrantLock sending = new ReentrantLock();

    private final Deque<MetricPoint> points = new ArrayDeque<>();
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private boolean isScheduled;
    private Duration pause = DELAY;

    /** Held by who sends. */
    private int refused;

    private HeddleException firstRefusal;

    /**
     * How much waits, and how long.
     *
     * @param mostPending how many entries may wait to be sent
     * @param patience how long a thread that waits goes on sending what fails for a passing reason
     */
    record Settings(int mostPending, Duration patience) {
        static final Settings DEFAULT = new Settings(20_000, Duration.ofMinutes(1));
    }

    private record Batch(
            List<MetricPoint> points, Map<String, String> parameters, Map<String, String> tags) {
        int size() {
            return points.size() + parameters.size() + tags.size();
        }

        /** The same in two halves. */
        List<Batch> halves() {
            if (!parameters.isEmpty() || !tags.isEmpty()) {
                if (!points.isEmpty()) {
                    return List.of(
                            new Batch(points, Map.of(), Map.of()),
                            new Batch(List.of(), parameters, tags));
                }
                if (!parameters.isEmpty() && !tags.isEmpty()) {
                    return List.of(
                            new Batch(points, parameters, Map.of()),
                            new Batch(points, Map.of(), tags));
                }
            }
            int middle = size() / 2;
            return List.of(part(0, middle), part(middle, size()));
        }

        private Batch part(int from, int to) {
            return new Batch(
                    points.isEmpty() ? points : points.subList(from, to),
                    part(parameters, from, to),
                    part(tags, from, to));
        }

        private static Map<String, String> part(Map<String, String> all, int from, int to) {
            Map<String, String> part = new LinkedHashMap<>();
            List<String> keys = new ArrayList<>(all.keySet());
            if (!keys.isEmpty()) {
                keys.subList(from, to).forEach(key -> part.put(key, all.get(key)));
            }
            return part;
        }
    }

    RunLog(
            MlflowServer server,
            String runId,
            Settings settings,
            ScheduledExecutorService background) {
        this.server = server;
        this.runId = runId;
        this.settings = settings;
        this.background = background;
    }

    void add(MetricPoint point) {
        makeRoom();
        synchronized (this) {
            points.addLast(point);
            schedule();
        }
    }

    void parameter(String name, String value) {
        makeRoom();
        synchronized (this) {
            String before = parameters.putIfAbsent(name, value);
            if (before != null && !before.equals(value)) {
                throw new IllegalArgumentException(
                        "parameter '%s' is '%s' already, and cannot become '%s'"
                                .formatted(name, before, value));
            }
            schedule();
        }
    }

    void tag(String name, String value) {
        makeRoom();
        synchronized (this) {
            tags.put(name, value);
            schedule();
        }
    }

    /**
     * Returns when everything that was logged before is on the server.
     *
     * @throws HeddleException if the server has refused a part of it, or cannot be reached for
     *     longer than the caller wants to wait; then it is kept, and a further flush sends it
     */
    void flush() {
        lockSending();
        try {
            // Other threads may go on logging: theirs is not waited for.
            int left = pending();
            while (left > 0) {
                Batch batch = next();
                sendPatiently(batch);
                left -= Math.max(1, batch.size());
            }
            throwRefusals();
        } finally {
            sending.unlock();
        }
    }

    /** Whether something waits to be sent. */
    boolean isPending() {
        return pending() > 0;
    }

    private void throwRefusals() {
        if (firstRefusal == null) {
            return;
        }
        HeddleException first = firstRefusal;
        int count = refused;
        firstRefusal = null;
        refused = 0;
        throw new HeddleException(
                first.code(),
                "%d of the entries of run %s were refused, the first with: %s"
                        .formatted(count, runId, first.getMessage()),
                first);
    }

    private synchronized int pending() {
        return points.size() + parameters.size() + tags.size();
    }

    /** Lets the thread that logs wait where the server cannot follow. */
    private void makeRoom() {
        if (pending() < settings.mostPending()) {
            return;
        }
        lockSending();
        try {
            if (pending() >= settings.mostPending()) {
                sendPatiently(next());
            }
        } finally {
            sending.unlock();
        }
    }

    private void lockSending() {
        try {
            sending.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
    }

    private HeddleException interrupted(InterruptedException cause) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE,
                "interrupted before run %s was sent; what was logged is kept".formatted(runId),
                cause);
    }

    /** To be called with this object's lock. */
    private void schedule() {
        boolean isEnough = points.size() + parameters.size() + tags.size() == MAX_ENTRIES;
        if (!isScheduled || isEnough) {
            isScheduled = true;
            background.schedule(
                    this::sendInBackground, isEnough ? 0 : pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void sendInBackground() {
        synchronized (this) {
            isScheduled = false;
        }
        if (!sending.tryLock()) {
            // Who holds the lock may be about to end: what is left is looked for later.
            again(DELAY);
            return;
        }
        try {
            for (Batch batch = next(); batch.size() > 0; batch = next()) {
                send(batch);
            }
            synchronized (this) {
                pause = DELAY;
            }
        } catch (HeddleException e) {
            again(LONGEST_PAUSE);
        } catch (IllegalStateException e) {
            // The client was closed before the run: its own close says so.
            return;
        } finally {
            sending.unlock();
        }
    }

    private synchronized void again(Duration longest) {
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(longest) < 0 ? doubled : longest;
        if (pending() > 0) {
            schedule();
        }
    }

    /** What is sent next; it stays in its place until it was sent. */
    private synchronized Batch next() {
        Map<String, String> params = first(parameters);
        Map<String, String> texts = first(tags);
        int room = MAX_ENTRIES - params.size() - texts.size();
        List<MetricPoint> some = new ArrayList<>(Math.min(room, points.size()));
        Iterator<MetricPoint> all = points.iterator();
        while (all.hasNext() && some.size() < room) {
            some.add(all.next());
        }
        return new Batch(some, params, texts);
    }

    private static Map<String, String> first(Map<String, String> all) {
        Map<String, String> first = new LinkedHashMap<>();
        int characters = 0;
        for (Map.Entry<String, String> entry : all.entrySet()) {
            characters += entry.getKey().length() + entry.getValue().length();
            boolean isFull = first.size() == MAX_TEXTS || characters > MAX_CHARACTERS;
            if (isFull && !first.isEmpty()) {
                break;
            }
            first.put(entry.getKey(), entry.getValue());
        }
        return first;
    }

    private synchronized void done(Batch batch) {
        for (int i = 0; i < batch.points().size(); i++) {
            points.removeFirst();
        }
        batch.parameters().forEach(parameters::remove);
        batch.tags().forEach(tags::remove);
    }

    private void sendPatiently(Batch batch) {
        if (batch.size() == 0) {
            return;
        }
        long end = System.nanoTime() + settings.patience().toNanos();
        Duration wait = Duration.ofMillis(100);
        while (true) {
            try {
                send(batch);
                return;
            } catch (HeddleException e) {
                if (System.nanoTime() + wait.toNanos() > end) {
                    throw e;
                }
            }
            try {
                Thread.sleep(wait.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw interrupted(e);
            }
            wait = wait.multipliedBy(2);
        }
    }

    /** Sends what is next; throws for passing reasons alone, and then nothing has changed. */
    private void send(Batch batch) {
        int before = refused;
        HeddleException first = firstRefusal;
        try {
            offer(batch, new int[] {MAX_REFUSALS});
        } catch (HeddleException e) {
            refused = before;
            firstRefusal = first;
            throw e;
        }
        done(batch);
    }

    /** One entry that is refused takes no other with it. */
    private void offer(Batch batch, int[] refusalsLeft) {
        try {
            server.repeatablePost("runs/log-batch", body(batch));
        } catch (HeddleException e) {
            if (isPassing(e)) {
                throw e;
            }
            boolean isOfEntries = e.code() == ErrorCode.INVALID_REQUEST;
            if (batch.size() > 1 && isOfEntries && refusalsLeft[0] > 0) {
                for (Batch half : batch.halves()) {
                    offer(half, refusalsLeft);
                }
                return;
            }
            refusalsLeft[0]--;
            refused += batch.size();
            firstRefusal = firstRefusal == null ? e : firstRefusal;
        }
    }

    private static boolean isPassing(HeddleException e) {
        return e.code().category().isRetryable()
                || e.code().category() == ErrorCode.Category.DEADLINE
                || e.code() == ErrorCode.INTERNAL;
    }

    private Map<String, Object> body(Batch batch) {
        List<Map<String, Object>> metrics = new ArrayList<>(batch.points().size());
        for (MetricPoint point : batch.points()) {
            metrics.add(
                    Map.of(
                            "key", point.name(),
                            "value", point.value(),
                            "timestamp", point.at().toEpochMilli(),
                            "step", point.step()));
        }
        return Map.of(
                "run_id",
                runId,
                "metrics",
                metrics,
                "params",
                Runs.pairs(batch.parameters()),
                "tags",
                Runs.pairs(batch.tags()));
    }
}
