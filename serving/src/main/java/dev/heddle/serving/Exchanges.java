package dev.heddle.serving;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Receives calls by HTTP: their bodies within bounds, their ids and deadlines. */
@Singleton
public final class Exchanges {
    /** The header with a call's deadline, in milliseconds from now. */
    static final String TIMEOUT_HEADER = "X-Request-Timeout-Ms";

    static final String REQUEST_ID = "X-Request-Id";
    private static final int LONG_BODY = 64 << 10;
    private static final long MAX_TIMEOUT_MILLIS = 3_600_000;

    private final ServingConfig config;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final String idPrefix =
            Long.toString(System.currentTimeMillis(), 36)
                    + Long.toString(ProcessHandle.current().pid(), 36)
                    + "-";

    Exchanges(ServingConfig config) {
        this.config = config;
    }

    /**
     * Reads a call's body and goes on with it, on the same event loop. What goes wrong before, and
     * what is thrown there, is answered.
     */
    public void receive(RoutingContext routing, ErrorFormat errors, Consumer<Exchange> then) {
        String given = routing.request().getHeader(REQUEST_ID);
        Exchange exchange =
                new Exchange(
                        routing, errors, isId(given) ? given : newId(), config.timeout().toNanos());
        Body body = new Body(exchange, then);
        HttpServerRequest request = routing.request();
        request.handler(body::add);
        request.endHandler(end -> body.end());
        request.exceptionHandler(e -> body.lose());
        request.resume();
    }

    /** An id for a call that brought none. */
    public String newId() {
        return idPrefix + Long.toString(requests.incrementAndGet(), 36);
    }

    /** How long a call may take when it gives no deadline, in nanoseconds. */
    public long timeoutNanos() {
        return config.timeout().toNanos();
    }

    /** Whether a text can be a call's id. */
    public static boolean isId(String text) {
        if (text == null || text.isEmpty() || text.length() > 128) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /** The deadline that a header gives, in nanoseconds from now. */
    static long timeout(String header) {
        try {
            long millis = Long.parseLong(header.strip());
            if (millis > 0 && millis <= MAX_TIMEOUT_MILLIS) {
                return millis * 1_000_000;
            }
        } catch (NumberFormatException e) {
            // Told below, as any other number that is none.
        }
        throw new HeddleException(
                ErrorCode.INVALID_REQUEST,
                "%s is '%s', expected milliseconds from 1 to %d"
                        .formatted(TIMEOUT_HEADER, header, MAX_TIMEOUT_MILLIS));
    }

    private boolean reserve(long bytes) {
        if (waitingBytes.addAndGet(bytes) <= config.maxWaitingBytes()) {
            return true;
        }
        waitingBytes.addAndGet(-bytes);
        return false;
    }

    /** A body on its way. */
    private final class Body {
        private final Exchange exchange;
        private final Consumer<Exchange> then;
        private Buffer content = Buffer.buffer(0);
        private boolean isOwn = true;
        private boolean isOver;
        private long reserved;

        Body(Exchange exchange, Consumer<Exchange> then) {
            this.exchange = exchange;
            this.then = then;
        }

        void add(Buffer chunk) {
            if (isOver) {
                return;
            }
            long length = (long) content.length() + chunk.length();
            if (length > config.maxBodyBytes()) {
                refuse(
                        ErrorCode.TOO_LARGE,
                        "the body is longer than the limit of %d bytes"
                                .formatted(config.maxBodyBytes()));
                return;
            }
            if (length > LONG_BODY) {
                if (!reserve(length - reserved)) {
                    refuse(
                            ErrorCode.OVERLOADED,
                            "too many calls with long bodies are waiting; try again a little"
                                    + " later");
                    return;
                }
                reserved = length;
            }
            append(chunk, (int) length);
        }

        /** Most bodies come in one piece, which is kept as it is. */
        private void append(Buffer chunk, int length) {
            if (content.length() == 0) {
                content = chunk;
                isOwn = false;
                return;
            }
            if (!isOwn) {
                content = Buffer.buffer(2 * length).appendBuffer(content);
                isOwn = true;
            }
            content.appendBuffer(chunk);
        }

        private void refuse(ErrorCode code, String message) {
            lose();
            exchange.closeAfterwards();
            exchange.fail(new HeddleException(code, message));
        }

        /** The rest of the body is of no use, or does not come. */
        void lose() {
            if (isOver) {
                return;
            }
            isOver = true;
            waitingBytes.addAndGet(-reserved);
            reserved = 0;
            content = Buffer.buffer(0);
        }

        void end() {
            if (isOver) {
                return;
            }
            isOver = true;
            long bytes = reserved;
            exchange.begin(content.getBytes(), () -> waitingBytes.addAndGet(-bytes));
            try {
                then.accept(exchange);
            } catch (RuntimeException e) {
                exchange.fail(e);
            }
        }
    }
}
