package dev.heddle.serving;

import dev.heddle.client.ErrorFormat;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.function.Consumer;

/** Receives calls by HTTP: their bodies within bounds, and their deadlines. */
@Singleton
public final class Exchanges {
    /** The header with a call's deadline, in milliseconds from now. */
    static final String TIMEOUT_HEADER = "X-Request-Timeout-Ms";

    private static final long MAX_TIMEOUT_MILLIS = 3_600_000;

    private final ServingConfig config;
    private final WaitingBytes waiting;
    private final long timeoutNanos;

    Exchanges(ServingConfig config, WaitingBytes waiting) {
        this.config = config;
        this.waiting = waiting;
        this.timeoutNanos = config.timeout().toNanos();
    }

    /**
     * Reads a call's body and goes on with it, on the same event loop. What goes wrong before, and
     * what is thrown there, is answered.
     */
    public void receive(RoutingContext routing, ErrorFormat errors, Consumer<Exchange> then) {
        Exchange exchange = new Exchange(routing, errors, timeoutNanos);
        Body body = new Body(exchange, then);
        HttpServerRequest request = routing.request();
        request.handler(body::add);
        request.endHandler(end -> body.end());
        request.exceptionHandler(e -> body.lose());
        request.resume();
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
                        new HeddleException(
                                ErrorCode.TOO_LARGE,
                                "the body is longer than the limit of %d bytes"
                                        .formatted(config.maxBodyBytes())));
                return;
            }
            if (length > WaitingBytes.LONG) {
                if (!waiting.tryReserve(length - reserved)) {
                    refuse(WaitingBytes.overloaded());
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
                content =
                        Buffer.buffer((int) Math.min(Integer.MAX_VALUE - 8L, 2L * length))
                                .appendBuffer(content);
                isOwn = true;
            }
            content.appendBuffer(chunk);
        }

        private void refuse(HeddleException error) {
            lose();
            exchange.closeAfterwards();
            exchange.fail(error);
        }

        /** The rest of the body is of no use, or does not come. */
        void lose() {
            if (isOver) {
                return;
            }
            isOver = true;
            waiting.release(reserved);
            reserved = 0;
            content = Buffer.buffer(0);
        }

        void end() {
            if (isOver) {
                return;
            }
            isOver = true;
            String encoding = exchange.routing().request().getHeader(HttpHeaders.CONTENT_ENCODING);
            if (encoding == null || encoding.equalsIgnoreCase("identity")) {
                begin(takeContent());
                return;
            }
            byte[] encoded = takeContent();
            exchange.routing()
                    .vertx()
                    .executeBlocking(
                            () -> ContentEncoding.decode(encoding, encoded, config.maxBodyBytes()),
                            false)
                    .onSuccess(this::beginDecoded)
                    .onFailure(
                            e -> {
                                waiting.release(reserved);
                                exchange.fail(e);
                            });
        }

        /** The bytes; the request itself, which lives as long as the call, lets go of them. */
        private byte[] takeContent() {
            byte[] bytes = content.getBytes();
            content = Buffer.buffer(0);
            return bytes;
        }

        /** A short body may have become a long one. */
        private void beginDecoded(byte[] body) {
            long more = Math.max(0, body.length - reserved);
            if (body.length > WaitingBytes.LONG && !waiting.tryReserve(more)) {
                waiting.release(reserved);
                exchange.fail(WaitingBytes.overloaded());
                return;
            }
            reserved += body.length > WaitingBytes.LONG ? more : 0;
            begin(body);
        }

        private void begin(byte[] body) {
            long bytes = reserved;
            exchange.begin(body, () -> waiting.release(bytes));
            try {
                then.accept(exchange);
            } catch (RuntimeException e) {
                exchange.fail(e);
            }
        }
    }
}
