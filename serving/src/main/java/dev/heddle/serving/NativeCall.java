package dev.heddle.serving;

import dev.heddle.runtime.JsonRows;
import dev.heddle.runtime.Records;
import io.vertx.core.buffer.Buffer;

/** A call in the native protocol: one record as an object, or many in an array. */
final class NativeCall extends HttpCall {
    private boolean isArray;

    NativeCall(Target target, Exchange exchange) {
        super(target, exchange);
    }

    @Override
    protected String protocol() {
        return "native";
    }

    @Override
    protected Records read() {
        JsonRows.Input input = version().model().readInputs(exchange().body());
        isArray = input.isArray();
        return version().model().records(input.rows());
    }

    @Override
    protected void answer(Records output) {
        byte[] json = version().model().writeOutputs(output, isArray);
        exchange().answer(version(), JSON, Buffer.buffer(json));
    }
}
