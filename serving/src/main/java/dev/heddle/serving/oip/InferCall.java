package dev.heddle.serving.oip;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.Records;
import dev.heddle.serving.Exchange;
import dev.heddle.serving.HttpCall;
import dev.heddle.serving.Target;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;

/** A call of the protocol over HTTP. */
final class InferCall extends HttpCall {
    static final CharSequence JSON_LENGTH =
            HttpHeaders.createOptimized("Inference-Header-Content-Length");
    private static final CharSequence BYTES =
            HttpHeaders.createOptimized("application/octet-stream");

    private final TensorInterface model;
    private final String name;
    private InferRequest request;

    /**
     * A call.
     *
     * @param name the endpoint's or model's name, as the caller gave it
     */
    InferCall(Target target, Exchange exchange, String name) {
        super(target, exchange);
        this.model = TensorInterface.of(target.version());
        this.name = name;
    }

    @Override
    protected String protocol() {
        return "open-inference";
    }

    @Override
    protected Records read() {
        request = InferRequestReader.read(model, exchange().body(), jsonLength());
        return version().model().records(request.inputs());
    }

    private Optional<Integer> jsonLength() {
        String header = exchange().routing().request().getHeader(JSON_LENGTH);
        if (header == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Integer.parseUnsignedInt(header.strip()));
        } catch (NumberFormatException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "%s is '%s', expected a number of bytes".formatted(JSON_LENGTH, header),
                    e);
        }
    }

    @Override
    protected void answer(Records output) {
        InferResponse response = InferResponse.write(model, name, request, output.tensors());
        if (response.jsonLength() < 0) {
            exchange().answer(version(), JSON, response.body());
        } else {
            exchange().header(JSON_LENGTH, String.valueOf(response.jsonLength()));
            exchange().answer(version(), BYTES, response.body());
        }
    }
}
