package dev.heddle.serving.oip;

import dev.heddle.serving.CallRoute;
import dev.heddle.serving.Calls;
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
        CallRoute.register(
                router,
                "/v2/models/",
                "/infer",
                (routing, name, version) ->
                        exchanges.receive(
                                routing,
                                errors,
                                exchange ->
                                        calls.to(
                                                name,
                                                version,
                                                target -> new InferCall(target, exchange, name),
                                                exchange::fail)));
    }
}
