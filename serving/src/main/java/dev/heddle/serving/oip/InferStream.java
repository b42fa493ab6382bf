package dev.heddle.serving.oip;

import dev.heddle.serving.oip.grpc.ModelInferRequest;
import dev.heddle.serving.oip.grpc.ModelInferResponse;
import dev.heddle.serving.oip.grpc.ModelStreamInferResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * One stream of requests, whose answers go back in the order of the requests, errors among them. So
 * many requests run at a time; further ones wait with the caller, and so they do while answers wait
 * to be sent. All on one event loop.
 */
final class InferStream implements StreamObserver<ModelInferRequest> {
    private static final int MAX_RUNNING = 32;

    private final Inference inference;
    private final ServerCallStreamObserver<ModelStreamInferResponse> answers;
    private final Context context;
    private final Deque<Slot> slots = new ArrayDeque<>();
    private int owed;
    private boolean isCompleted;
    private boolean isOver;

    InferStream(
            Inference inference,
            ServerCallStreamObserver<ModelStreamInferResponse> answers,
            Context context) {
        this.inference = inference;
        this.answers = answers;
        this.context = context;
        answers.disableAutoRequest();
        answers.setOnCancelHandler(() -> isOver = true);
        answers.setOnReadyHandler(this::requestOwed);
        answers.request(MAX_RUNNING);
    }

    /** What answers one request, or tells the error, in the context that is given. */
    interface Inference {
        void infer(
                ModelInferRequest request,
                Context context,
                Consumer<ModelInferResponse> answered,
                Consumer<Throwable> failed);
    }

    /** The place of one answer. */
    private static final class Slot {
        private ModelStreamInferResponse answer;
    }

    @Override
    public void onNext(ModelInferRequest request) {
        Slot slot = new Slot();
        slots.add(slot);
        inference.infer(
                request,
                context,
                answer ->
                        fill(
                                slot,
                                ModelStreamInferResponse.newBuilder()
                                        .setInferResponse(answer)
                                        .build()),
                error -> fill(slot, failure(request, error)));
    }

    private static ModelStreamInferResponse failure(ModelInferRequest request, Throwable error) {
        return ModelStreamInferResponse.newBuilder()
                .setErrorMessage(GrpcErrors.of(error).getStatus().getDescription())
                .setInferResponse(
                        ModelInferResponse.newBuilder()
                                .setModelName(request.getModelName())
                                .setId(request.getId()))
                .build();
    }

    private void fill(Slot slot, ModelStreamInferResponse answer) {
        slot.answer = answer;
        while (!isOver && !slots.isEmpty() && slots.peek().answer != null) {
            answers.onNext(slots.remove().answer);
            owed++;
        }
        requestOwed();
        endIfDone();
    }

    /** Asks for as many requests as were answered, once the caller takes the answers. */
    private void requestOwed() {
        if (owed > 0 && !isOver && answers.isReady()) {
            int more = owed;
            owed = 0;
            answers.request(more);
        }
    }

    @Override
    public void onCompleted() {
        isCompleted = true;
        endIfDone();
    }

    @Override
    public void onError(Throwable error) {
        isOver = true;
    }

    private void endIfDone() {
        if (isCompleted && !isOver && slots.isEmpty()) {
            isOver = true;
            answers.onCompleted();
        }
    }
}
