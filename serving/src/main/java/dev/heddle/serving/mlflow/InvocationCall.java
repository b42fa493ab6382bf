package dev.heddle.serving.mlflow;

import dev.heddle.runtime.MlflowScoring;
import dev.heddle.runtime.Records;
import dev.heddle.serving.Call;
import dev.heddle.serving.Exchange;
import dev.heddle.serving.Target;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;

/** One call of {@code /invocations}. */
final class InvocationCall extends Call {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final Exchange exchange;
    private final ContentType type;
    private boolean isFrame;

    InvocationCall(Target target, Exchange exchange, ContentType type) {
        super(target, exchange.id(), exchange.start(), exchange.deadline());
        this.exchange = exchange;
        this.type = type;
    }

    @Override
    protected String protocol() {
        return "mlflow";
    }

    @Override
    protected long length() {
        return exchange.body().length;
    }

    @Override
    protected Records read() {
        MlflowScoring scoring = version().model().mlflow();
        MlflowScoring.Input input =
                switch (type) {
                    case JSON -> scoring.readJson(exchange.body());
                    case CSV -> scoring.readCsv(exchange.body());
                };
        isFrame = input.isFrame();
        return input.records();
    }

    @Override
    protected Optional<byte[]> sent() {
        return Optional.of(exchange.body());
    }

    @Override
    protected void answer(Records output) {
        byte[] json = version().model().mlflow().write(output, isFrame);
        exchange.answer(version(), JSON, Buffer.buffer(json));
    }

    @Override
    protected void fail(RuntimeException error) {
        exchange.fail(error);
    }
}
