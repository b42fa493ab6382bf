package dev.heddle.cli.transfer;

import dev.heddle.client.DaemonThreads;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Works on the items of a stream, a few at a time; the stream is read no further ahead. What fails
 * since one side is away for a moment is tried again; what lasts ends the whole.
 */
final class Workers implements AutoCloseable {
    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final ExecutorService threads;
    private final int count;

    Workers(int count) {
        this.count = count;
        this.threads = Executors.newFixedThreadPool(count, new DaemonThreads("heddle-transfer"));
    }

    /**
     * Works on every item; returns when all are done.
     *
     * @param body does the same when it is done twice
     * @throws HeddleException the first that ended the whole
     */
    <T> void forEach(Stream<T> items, Consumer<T> body) {
        forEachOnce(items, item -> patiently(item, body));
    }

    /** The same with a body that is to be tried once. */
    <T> void forEachOnce(Stream<T> items, Consumer<T> body) {
        Semaphore room = new Semaphore(count);
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        try (items) {
            Iterator<T> all = items.iterator();
            while (failure.get() == null && all.hasNext()) {
                T item = all.next();
                room.acquire();
                threads.execute(
                        () -> {
                            try {
                                body.accept(item);
                            } catch (RuntimeException e) {
                                failure.compareAndSet(null, e);
                            } finally {
                                room.release();
                            }
                        });
            }
            room.acquire(count);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HeddleException(ErrorCode.UNAVAILABLE, "interrupted", e);
        } catch (RuntimeException e) {
            // Reading has failed: what is under way ends first.
            room.acquireUninterruptibly(count);
            throw e;
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private static <T> void patiently(T item, Consumer<T> body) {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                body.accept(item);
                return;
            } catch (HeddleException e) {
                if (!e.code().category().isRetryable() || attempt == ATTEMPTS) {
                    throw e;
                }
            }
            try {
                Thread.sleep(pause.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HeddleException(ErrorCode.UNAVAILABLE, "interrupted", e);
            }
            pause = pause.multipliedBy(2);
        }
    }

    /** Whether nothing more can be done after a failure. */
    static boolean isFatal(HeddleException e) {
        return switch (e.code().category()) {
            case EXTERNAL, EXHAUSTED, DEADLINE, UNAUTHENTICATED, FORBIDDEN -> true;
            case USER, NOT_FOUND, CONFLICT, PRECONDITION, TOO_LARGE, INTERNAL -> false;
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
