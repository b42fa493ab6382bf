package dev.heddle.serving.mlflow;

import dev.heddle.runtime.MlflowScoring;
import dev.heddle.runtime.Records;
import dev.heddle.serving.Exchange;
import dev.heddle.serving.HttpCall;
import dev.heddle.serving.Target;
import io.vertx.core.buffer.Buffer;

/** One call of {@code /invocations}. */
final class InvocationCall extends HttpCall {
    private final ContentType type;
    private boolean isFrame;

    InvocationCall(Target target, Exchange exchange, ContentType type) {
        super(target, exchange);
        this.type = type;
    }

    @Override
    protected String protocol() {
        return "mlflow";
    }

    @Override
    protected Records read() {
        MlflowScoring scoring = version().model().mlflow();
        MlflowScoring.Input input =
                switch (type) {
                    case JSON -> scoring.readJson(exchange().body());
                    case CSV -> scoring.readCsv(exchange().body());
                };
        isFrame = input.isFrame();
        return input.records();
    }

    @Override
    protected void answer(Records output) {
        byte[] json = version().model().mlflow().write(output, isFrame);
        exchange().answer(version(), JSON, Buffer.buffer(json));
    }
}
