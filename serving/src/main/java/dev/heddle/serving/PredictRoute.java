package dev.heddle.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.ErrorFormat;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * The native protocol: {@code POST /models/{endpoint}/predict} and {@code POST
 * /models/{model}/versions/{version}/predict}. A plain route, so that a short call never leaves the
 * event loop that read it.
 */
@Singleton
final class PredictRoute {
    private static final ErrorFormat PROBLEMS = new ProblemJson();

    private final Calls calls;
    private final Exchanges exchanges;
    private final ServingConfig config;

    PredictRoute(Calls calls, Exchanges exchanges, ServingConfig config) {
        this.calls = calls;
        this.exchanges = exchanges;
        this.config = config;
    }

    void register(@Observes Router router) {
        CallRoute.register(
                router,
                "/models/",
                "/predict",
                (routing, name, version) ->
                        exchanges.receive(
                                routing,
                                PROBLEMS,
                                exchange ->
                                        calls.to(
                                                name,
                                                version,
                                                target -> new NativeCall(target, exchange),
                                                exchange::fail)));
        if (config.noop()) {
            router.post("/noop")
                    .handler(routing -> exchanges.receive(routing, PROBLEMS, this::answerNothing));
        }
    }

    private void answerNothing(Exchange exchange) {
        exchange.answer("application/json", Buffer.buffer("{}"));
    }

    /** Errors of RFC 9457. */
    private static final class ProblemJson implements ErrorFormat {
        private static final ObjectMapper MAPPER = HeddleJson.mapper();

        @Override
        public boolean covers(String path) {
            return true;
        }

        @Override
        public String mediaType() {
            return Problem.MEDIA_TYPE;
        }

        @Override
        public byte[] body(Problem problem) {
            try {
                return MAPPER.writeValueAsBytes(problem);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a record becomes JSON", e);
            }
        }
    }
}
