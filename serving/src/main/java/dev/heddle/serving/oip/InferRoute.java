package dev.heddle.serving.oip;

import dev.heddle.serving.Calls;
import dev.heddle.serving.ErrorFormat;
import dev.heddle.serving.Exchange;
import dev.heddle.serving.Exchanges;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * {@code POST /v2/models/{endpoint}/infer} and {@code POST
 * /v2/models/{model}/versions/{version}/infer}. Plain routes, so that a short call never leaves the
 * event loop that read it.
 */
@Singleton
final class InferRoute {
    private static final ErrorFormat ERRORS = new OipErrors();

    private final Calls calls;
    private final Exchanges exchanges;

    InferRoute(Calls calls, Exchanges exchanges) {
        this.calls = calls;
        this.exchanges = exchanges;
    }

    void register(@Observes Router router) {
        router.post("/v2/models/:endpoint/infer")
                .handler(routing -> exchanges.receive(routing, ERRORS, this::callEndpoint));
        router.post("/v2/models/:model/versions/:reference/infer")
                .handler(routing -> exchanges.receive(routing, ERRORS, this::callVersion));
    }

    private void callEndpoint(Exchange exchange) {
        String name = exchange.routing().pathParam("endpoint");
        calls.toEndpoint(name, target -> new InferCall(target, exchange, name));
    }

    private void callVersion(Exchange exchange) {
        String model = exchange.routing().pathParam("model");
        calls.toVersion(
                model,
                exchange.routing().pathParam("reference"),
                target -> new InferCall(target, exchange, model),
                exchange::fail);
    }
}
