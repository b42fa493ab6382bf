package dev.heddle.serving;

import io.vertx.core.http.HttpHeaders;
import java.util.Optional;

/** A call by HTTP, whatever its body means. */
public abstract class HttpCall extends Call {
    /** The media type of most answers. */
    protected static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final Exchange exchange;

    /** A call, which is a user of its version from now on. */
    protected HttpCall(Target target, Exchange exchange) {
        super(target, exchange.id(), exchange.start(), exchange.deadline());
        this.exchange = exchange;
    }

    /** What was asked and how it is answered. */
    protected final Exchange exchange() {
        return exchange;
    }

    @Override
    protected final long length() {
        return exchange.body().length;
    }

    @Override
    protected final Optional<byte[]> sent() {
        return Optional.of(exchange.body());
    }

    @Override
    protected final void fail(RuntimeException error) {
        exchange.fail(error);
    }
}
