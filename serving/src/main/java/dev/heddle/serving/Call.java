package dev.heddle.serving;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.recording.Recording;
import dev.heddle.runtime.Records;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a version; each protocol has its own kind. {@link ServedVersion#submit} runs it,
 * alone or together with others, and lets go of the version afterwards. It is answered once, on
 * whatever thread got there.
 */
public abstract class Call {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    private final ServedVersion version;
    private final ServedEndpoint endpoint;
    private final ResponseCache cache;
    private final String requestId;
    private final long start;
    private final long deadline;
    private final AtomicBoolean answered = new AtomicBoolean();
    private Records input;
    private long readNanos;
    private long lookupNanos;
    private boolean isCached;
    private long runStart;
    private long runEnd;
    private Vertx vertx;
    private long timer;

    /**
     * A call, which is a user of its version from now on.
     *
     * @param start when the call began, of {@link System#nanoTime}
     * @param deadline when its answer is of no use any more, of {@link System#nanoTime}
     */
    protected Call(Target target, String requestId, long start, long deadline) {
        this.version = target.version();
        this.endpoint = target.endpoint().orElse(null);
        this.cache = endpoint == null ? null : endpoint.cache();
        this.requestId = requestId;
        this.start = start;
        this.deadline = deadline;
    }

    /** The protocol's name in the inference log, {@code mlflow}. */
    protected abstract String protocol();

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

    /**
     * What was sent, for the log of a call that cannot be read; empty if there are no such bytes.
     */
    protected Optional<byte[]> sent() {
        return Optional.empty();
    }

    /** Sends the answer. */
    protected abstract void answer(Records output);

    /** Sends an error instead; anything but a {@link HeddleException} is a defect. */
    protected abstract void fail(RuntimeException error);

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

    /**
     * Reads the input, once, and looks for features that it lacks; whether there is something to
     * run. What is wrong is answered, and so is what the cache knows.
     */
    final boolean prepare() {
        if (input != null) {
            return true;
        }
        long begin = System.nanoTime();
        try {
            input = version.model().complete(read());
            readNanos = System.nanoTime() - begin;
        } catch (RuntimeException | Error e) {
            failed(asException(e));
            return false;
        }
        return cache == null || !answerFromCache(begin + readNanos);
    }

    private boolean answerFromCache(long begin) {
        Records known = cache.find(input);
        long end = System.nanoTime();
        lookupNanos = end - begin;
        if (known == null) {
            return false;
        }
        isCached = true;
        version.metrics().cacheHit(lookupNanos);
        succeeded(known, end);
        return true;
    }

    /** The model begins to run on the call's input; of {@link System#nanoTime}. */
    final void runs(long begin) {
        runStart = begin;
    }

    /** The call succeeded; its time is counted up to an instant before the answer was made. */
    final void succeeded(Records output, long end) {
        runEnd = end;
        try {
            // First, so that whoever has the answer finds it there when asking again.
            if (cache != null && !isCached) {
                remember(output);
            }
            if (isFirstAnswer()) {
                version.metrics().answered(end - start);
                RuntimeException error = answerOrFail(output);
                record(output, end - start, error);
                log(output, error);
            }
        } finally {
            version.release();
        }
    }

    /** Null, or what went wrong with the answer. */
    private RuntimeException answerOrFail(Records output) {
        try {
            answer(output);
            return null;
        } catch (RuntimeException | Error e) {
            RuntimeException error = asException(e);
            fail(error);
            return error;
        }
    }

    /** What is thrown for lack of memory or stack concerns one call, and no other beside it. */
    static RuntimeException asException(Throwable thrown) {
        return thrown instanceof RuntimeException exception
                ? exception
                : new IllegalStateException(thrown);
    }

    private void remember(Records output) {
        long begin = System.nanoTime();
        try {
            cache.put(input, output);
        } catch (RuntimeException e) {
            LOG.warn("An answer cannot be remembered. request={}", requestId, e);
        }
        version.metrics().cacheMiss(lookupNanos + System.nanoTime() - begin);
    }

    /** Whoever waits for the answer has it by now. */
    private void record(Records output, long nanos, RuntimeException error) {
        Recording recording = version.recording(endpoint == null ? "" : endpoint.name());
        if (error == null) {
            recording.answered(input, output, nanos);
        } else if (input == null) {
            recording.failed(codeOf(error));
        } else {
            recording.failed(codeOf(error), input);
        }
    }

    private static ErrorCode codeOf(RuntimeException error) {
        return error instanceof HeddleException e ? e.code() : ErrorCode.INTERNAL;
    }

    /** Hands the call to the inference log, if its endpoint wants it there. */
    private void log(Records output, RuntimeException error) {
        if (endpoint == null || !endpoint.isToBeLogged()) {
            return;
        }
        long now = System.nanoTime();
        long run = runStart == 0 ? 0 : (error != null && runEnd == 0 ? now : runEnd) - runStart;
        endpoint.log()
                .add(
                        new LoggedCall(
                                requestId,
                                Instant.now().minusNanos(now - start),
                                endpoint.name(),
                                version,
                                protocol(),
                                input == null ? sent() : Optional.empty(),
                                Optional.ofNullable(input),
                                error == null ? Optional.of(output) : Optional.empty(),
                                Optional.ofNullable(error),
                                isCached,
                                new LoggedCall.Times(
                                        runStart == 0 ? 0 : runStart - start - readNanos,
                                        run,
                                        now - start)));
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

    /**
     * The deadline has passed while the call waits or runs; whoever runs it lets go later. That may
     * be at once, so the version is held here, too, until the failure is recorded.
     */
    final void expire() {
        if (version.acquire()) {
            try {
                answerFailure(late("the model did not answer before the deadline"));
            } finally {
                version.release();
            }
        }
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
            long nanos = System.nanoTime() - start;
            version.metrics().failed(codeOf(error), nanos);
            fail(error);
            record(null, nanos, error);
            log(null, error);
        }
    }

    private static HeddleException late(String message) {
        return new HeddleException(ErrorCode.DEADLINE_EXCEEDED, message);
    }
}
