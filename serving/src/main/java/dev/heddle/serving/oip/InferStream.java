package dev.heddle.serving.oip;

import dev.heddle.serving.oip.grpc.ModelInferRequest;
import dev.heddle.serving.oip.grpc.ModelInferResponse;
import dev.heddle.serving.oip.grpc.ModelStreamInferResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One stream of requests, whose answers go back in the order of the requests, errors among them. So
 * many requests run at a time; further ones wait with the caller. All on one event loop.
 */
final class InferStream implements StreamObserver<ModelInferRequest> {
    private static final int MAX_RUNNING = 32;

    private final GrpcInference service;
    private final ServerCallStreamObserver<ModelStreamInferResponse> answers;
    private final Context context;
    private final Deque<Slot> slots = new ArrayDeque<>();
    private boolean isCompleted;
    private boolean isOver;

    InferStream(
            GrpcInference service,
            ServerCallStreamObserver<ModelStreamInferResponse> answers,
            Context context) {
        this.service = service;
        this.answers = answers;
        this.context = context;
        answers.disableAutoRequest();
        answers.setOnCancelHandler(() -> isOver = true);
        answers.request(MAX_RUNNING);
    }

    /** The place of one answer. */
    private static final class Slot {
        private ModelStreamInferResponse answer;
    }

    @Override
    public void onNext(ModelInferRequest request) {
        Slot slot = new Slot();
        slots.add(slot);
        service.infer(
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
            answers.request(1);
        }
        endIfDone();
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
