package dev.heddle.serving;

import dev.heddle.client.DaemonThreads;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The calls of one version that wait for its own threads. A thread that is free takes what waits,
 * up to the model's maximum, and runs it together, without waiting for more unless the model asks
 * for that. Bounded: a call that finds it full is refused.
 */
final class CallQueue {
    private final ServedVersion version;
    private final BatchLimits limits;
    private final int capacity;
    private final LinkedBlockingQueue<Call> waiting;
    private final ThreadPoolExecutor threads;
    private final int concurrency;
    private final AtomicInteger working = new AtomicInteger();

    CallQueue(ServedVersion version, BatchLimits limits, ServingConfig config) {
        this.version = version;
        this.limits = limits;
        this.capacity = config.queue();
        this.waiting = new LinkedBlockingQueue<>(capacity);
        this.concurrency = config.concurrency();
        String name = "heddle-" + version.description().reference();
        this.threads =
                new ThreadPoolExecutor(
                        concurrency,
                        concurrency,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        new DaemonThreads(name));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Lets a call run when it is its turn.
     *
     * @throws HeddleException with {@code OVERLOADED} if too many are waiting
     */
    void add(Call call) {
        if (!waiting.offer(call)) {
            throw new HeddleException(
                    ErrorCode.OVERLOADED,
                    "%s has %d calls waiting; try again a little later"
                            .formatted(version.description().reference(), capacity));
        }
        wake();
    }

    /** How many calls are waiting. */
    int size() {
        return waiting.size();
    }

    private void wake() {
        int limit = version.model().takesBatches() ? limits.runs(concurrency) : concurrency;
        int now = working.get();
        while (now < limit) {
            if (working.compareAndSet(now, now + 1)) {
                threads.execute(this::work);
                return;
            }
            now = working.get();
        }
    }

    private void work() {
        try {
            for (List<Call> calls = next(); !calls.isEmpty(); calls = next()) {
                version.run(calls);
            }
        } finally {
            working.decrementAndGet();
            if (!waiting.isEmpty()) {
                wake();
            }
        }
    }

    private List<Call> next() {
        Call first = waiting.poll();
        if (first == null) {
            return List.of();
        }
        if (!version.model().takesBatches()) {
            return List.of(first);
        }
        List<Call> calls = new ArrayList<>();
        calls.add(first);
        waiting.drainTo(calls, limits.maxBatch() - 1);
        if (limits.maxDelayNanos() > 0) {
            linger(calls);
        }
        return calls;
    }

    /** Waits for more calls as long as the model allows and no call's deadline comes near. */
    private void linger(List<Call> calls) {
        long now = System.nanoTime();
        long reserve = version.runTime().expected(limits.maxBatch());
        long end = Long.MAX_VALUE;
        for (Call call : calls) {
            end = Math.min(end, lastMoment(call, now, reserve));
        }
        try {
            while (calls.size() < limits.maxBatch() && end > 0) {
                Call more = waiting.poll(end, TimeUnit.NANOSECONDS);
                if (more == null) {
                    return;
                }
                calls.add(more);
                waiting.drainTo(calls, limits.maxBatch() - calls.size());
                long passed = System.nanoTime() - now;
                now += passed;
                end = Math.min(end - passed, lastMoment(more, now, reserve));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How long from now a call may still wait for others. */
    private long lastMoment(Call call, long now, long reserve) {
        return Math.min(
                call.start() + limits.maxDelayNanos() - now, call.deadline() - reserve - now);
    }

    /** Ends the threads; no call is waiting any more. */
    void close() {
        threads.shutdown();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
