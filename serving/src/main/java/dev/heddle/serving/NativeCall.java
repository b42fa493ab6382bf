package dev.heddle.serving;

import dev.heddle.runtime.JsonRows;
import dev.heddle.runtime.Records;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;

/** A call in the native protocol: one record as an object, or many in an array. */
final class NativeCall extends Call {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final Exchange exchange;
    private boolean isArray;

    NativeCall(Target target, Exchange exchange) {
        super(target, exchange.id(), exchange.start(), exchange.deadline());
        this.exchange = exchange;
    }

    @Override
    protected String protocol() {
        return "native";
    }

    @Override
    protected long length() {
        return exchange.body().length;
    }

    @Override
    protected Records read() {
        JsonRows.Input input = version().model().readInputs(exchange.body());
        isArray = input.isArray();
        return version().model().records(input.rows());
    }

    @Override
    protected Optional<byte[]> sent() {
        return Optional.of(exchange.body());
    }

    @Override
    protected void answer(Records output) {
        byte[] json = version().model().writeOutputs(output, isArray);
        exchange.answer(version(), JSON, Buffer.buffer(json));
    }

    @Override
    protected void fail(RuntimeException error) {
        exchange.fail(error);
    }
}
