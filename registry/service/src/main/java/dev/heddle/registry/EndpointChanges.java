package dev.heddle.registry;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes those who wait for a change of an endpoint, as soon as this process has committed one. */
@Singleton
final class EndpointChanges {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long count;

    /** How many changes there were. */
    long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    void signal() {
        lock.lock();
        try {
            count++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there were more than {@code seen} changes, at most for {@code limit}. */
    void await(long seen, Duration limit) {
        lock.lock();
        try {
            long nanos = limit.toNanos();
            while (count == seen && nanos > 0) {
                nanos = changed.awaitNanos(Math.min(nanos, TimeUnit.SECONDS.toNanos(60)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
