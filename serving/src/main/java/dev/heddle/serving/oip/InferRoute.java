package dev.heddle.serving.oip;

import dev.heddle.serving.Calls;
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
    private final Calls calls;
    private final Exchanges exchanges;
    private final OipErrors errors;

    InferRoute(Calls calls, Exchanges exchanges, OipErrors errors) {
        this.calls = calls;
        this.exchanges = exchanges;
        this.errors = errors;
    }

    void register(@Observes Router router) {
        router.post("/v2/models/:endpoint/infer")
                .handler(routing -> exchanges.receive(routing, errors, this::callEndpoint));
        router.post("/v2/models/:model/versions/:reference/infer")
                .handler(routing -> exchanges.receive(routing, errors, this::callVersion));
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
