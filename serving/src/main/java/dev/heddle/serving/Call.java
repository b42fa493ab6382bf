package dev.heddle.serving;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.Records;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One call of a version; each protocol has its own kind. {@link ServedVersion#submit} runs it,
 * alone or together with others, and lets go of the version afterwards. It is answered once, on
 * whatever thread got there.
 */
public abstract class Call {
    private final Target target;
    private final ServedVersion version;
    private final String requestId;
    private final long start;
    private final long deadline;
    private final AtomicBoolean answered = new AtomicBoolean();
    private Records input;
    private long readNanos;
    private Vertx vertx;
    private long timer;

    /**
     * A call, which is a user of its version from now on.
     *
     * @param start when the call began, of {@link System#nanoTime}
     * @param deadline when its answer is of no use any more, of {@link System#nanoTime}
     */
    protected Call(Target target, String requestId, long start, long deadline) {
        this.target = target;
        this.version = target.version();
        this.requestId = requestId;
        this.start = start;
        this.deadline = deadline;
    }

    /**
     * How long what is to be read is, in bytes; what is long is read on a thread of the version.
     */
    protected abstract long length();

    /**
     * Reads the input.
     *
     * @throws HeddleException if it cannot be, which becomes the answer
     */
    protected abstract Records read();

    /** Sends the answer. */
    protected abstract void answer(Records output);

    /** Sends an error instead; anything but a {@link HeddleException} is a defect. */
    protected abstract void fail(RuntimeException error);

    /** What the call named. */
    protected final Target target() {
        return target;
    }

    /** The version that is called. */
    protected final ServedVersion version() {
        return version;
    }

    protected final String requestId() {
        return requestId;
    }

    final long start() {
        return start;
    }

    final long deadline() {
        return deadline;
    }

    /** The input; not before {@link #prepare}. */
    final Records input() {
        return input;
    }

    /** How long reading took. */
    final long readNanos() {
        return readNanos;
    }

    /** Reads the input, once; whether there is something to run. What is wrong is answered. */
    final boolean prepare() {
        if (input != null) {
            return true;
        }
        long begin = System.nanoTime();
        try {
            input = read();
            readNanos = System.nanoTime() - begin;
            return true;
        } catch (RuntimeException e) {
            failed(e);
            return false;
        }
    }

    /** The call succeeded; its time is counted up to an instant before the answer was made. */
    final void succeeded(Records output, long end) {
        try {
            if (isFirstAnswer()) {
                version.metrics().answered(end - start, input.count());
                answerOrFail(output);
            }
        } finally {
            version.release();
        }
    }

    private void answerOrFail(Records output) {
        try {
            answer(output);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** The call failed. */
    final void failed(RuntimeException error) {
        try {
            answerFailure(error);
        } finally {
            version.release();
        }
    }

    /** The call waits, and a timer will let it expire; the answer ends that. */
    final void expireWith(long id, Vertx owner) {
        timer = id;
        vertx = owner;
    }

    private boolean isFirstAnswer() {
        if (!answered.compareAndSet(false, true)) {
            return false;
        }
        if (vertx != null) {
            vertx.cancelTimer(timer);
        }
        return true;
    }

    /** The deadline has passed while the call waits or runs; whoever runs it lets go later. */
    final void expire() {
        answerFailure(late("the model did not answer before the deadline"));
    }

    /** Fails the call if its deadline has passed while it waited; whether it had. */
    final boolean hasExpired(long now) {
        if (now - deadline <= 0 && !answered.get()) {
            return false;
        }
        failed(late("the deadline passed while the call waited"));
        return true;
    }

    private void answerFailure(RuntimeException error) {
        if (isFirstAnswer()) {
            version.metrics()
                    .failed(
                            error instanceof HeddleException e ? e.code() : ErrorCode.INTERNAL,
                            System.nanoTime() - start);
            fail(error);
        }
    }

    private static HeddleException late(String message) {
        return new HeddleException(ErrorCode.DEADLINE_EXCEEDED, message);
    }
}
