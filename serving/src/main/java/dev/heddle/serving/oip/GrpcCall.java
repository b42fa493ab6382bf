package dev.heddle.serving.oip;

import dev.heddle.model.HeddleException;
import dev.heddle.runtime.Records;
import dev.heddle.serving.Call;
import dev.heddle.serving.Target;
import dev.heddle.serving.oip.grpc.ModelInferRequest;
import dev.heddle.serving.oip.grpc.ModelInferResponse;
import java.util.Optional;
import java.util.function.Consumer;

/** A call of the protocol over gRPC. */
final class GrpcCall extends Call {
    private final ModelInferRequest message;
    private final TensorInterface model;
    private final Consumer<ModelInferResponse> answered;
    private final Consumer<Throwable> failed;
    private InferRequest request;

    /**
     * A call.
     *
     * @param answered takes the answer, on any thread
     * @param failed takes the error instead, on any thread
     */
    GrpcCall(
            Target target,
            ModelInferRequest message,
            String requestId,
            long start,
            long deadline,
            Consumer<ModelInferResponse> answered,
            Consumer<Throwable> failed) {
        super(target, requestId, start, deadline);
        this.message = message;
        this.model = TensorInterface.of(target.version());
        this.answered = answered;
        this.failed = failed;
    }

    @Override
    protected String protocol() {
        return "grpc";
    }

    @Override
    protected long length() {
        return message.getSerializedSize();
    }

    @Override
    protected Records read() {
        request = GrpcTensors.read(model, message);
        return version().model().records(request.inputs());
    }

    @Override
    protected Optional<byte[]> sent() {
        return Optional.of(message.toByteArray());
    }

    /**
     * Sends the answer.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if it makes no tensors
     */
    @Override
    protected void answer(Records output) {
        answered.accept(
                GrpcTensors.write(
                        model,
                        message.getModelName(),
                        String.valueOf(version().description().version()),
                        request,
                        output.tensors()));
    }

    @Override
    protected void fail(RuntimeException error) {
        failed.accept(error);
    }
}
