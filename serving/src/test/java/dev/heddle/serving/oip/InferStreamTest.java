package dev.heddle.serving.oip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.serving.oip.grpc.ModelInferRequest;
import dev.heddle.serving.oip.grpc.ModelInferResponse;
import dev.heddle.serving.oip.grpc.ModelStreamInferResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class InferStreamTest {
    private final Caller caller = new Caller();
    private final List<Consumer<ModelInferResponse>> running = new ArrayList<>();
    private final InferStream stream =
            new InferStream(
                    (request, context, answered, failed) -> running.add(answered), caller, null);

    @Test
    void shouldKeepTheOrderOfTheRequests() {
        request("a");
        request("b");

        answer(1, "b");
        assertThat(caller.received).isEmpty();
        answer(0, "a");

        assertThat(caller.received).containsExactly("a", "b");
    }

    @Test
    void shouldTakeNoFurtherRequestsWhileAnswersWaitToBeSent() {
        int atFirst = caller.requested;
        caller.isReady = false;
        request("a");
        answer(0, "a");
        request("b");
        answer(1, "b");

        assertThat(caller.requested).isEqualTo(atFirst);
        caller.isReady = true;
        caller.onReady.run();

        assertThat(caller.requested).isEqualTo(atFirst + 2);
    }

    @Test
    void shouldEndAfterTheLastAnswer() {
        request("a");
        stream.onCompleted();

        assertThat(caller.isCompleted).isFalse();
        answer(0, "a");

        assertThat(caller.isCompleted).isTrue();
    }

    private void request(String id) {
        stream.onNext(ModelInferRequest.newBuilder().setId(id).build());
    }

    private void answer(int index, String id) {
        running.get(index).accept(ModelInferResponse.newBuilder().setId(id).build());
    }

    /** The other end of a stream. */
    private static final class Caller extends ServerCallStreamObserver<ModelStreamInferResponse> {
        private final List<String> received = new ArrayList<>();
        private Runnable onReady;
        private boolean isReady = true;
        private boolean isCompleted;
        private int requested;

        @Override
        public boolean isReady() {
            return isReady;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            onReady = handler;
        }

        @Override
        public void request(int count) {
            requested += count;
        }

        @Override
        public void onNext(ModelStreamInferResponse answer) {
            received.add(answer.getInferResponse().getId());
        }

        @Override
        public void onCompleted() {
            isCompleted = true;
        }

        @Override
        public void onError(Throwable error) {
            throw new AssertionError(error);
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            assertThat(handler).isNotNull();
        }

        @Override
        public void setCompression(String compression) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void disableAutoInboundFlowControl() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void disableAutoRequest() {
            assertThat(requested).isZero();
        }

        @Override
        public void setMessageCompression(boolean enable) {
            throw new UnsupportedOperationException();
        }
    }
}
