package dev.heddle.serving.mlflow;

import dev.heddle.client.Problems;
import dev.heddle.model.ErrorCode;
import dev.heddle.serving.CallRoute;
import dev.heddle.serving.Calls;
import dev.heddle.serving.Exchange;
import dev.heddle.serving.Exchanges;
import dev.heddle.serving.ServingConfig;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code POST /models/{endpoint}/invocations}, and {@code GET} of {@code ping}, {@code health} and
 * {@code version} beside it; for one endpoint that the configuration names, the same at the root.
 * Plain routes, so that a short call never leaves the event loop that read it.
 */
@Singleton
final class InvocationsRoute {
    /** The release of MLflow whose protocol this is. */
    static final String MLFLOW_VERSION = "3.17.2";

    private final Calls calls;
    private final Exchanges exchanges;
    private final ServingConfig config;
    private final MlflowErrors errors;

    InvocationsRoute(Calls calls, Exchanges exchanges, ServingConfig config, MlflowErrors errors) {
        this.calls = calls;
        this.exchanges = exchanges;
        this.config = config;
        this.errors = errors;
    }

    void register(@Observes Router router) {
        CallRoute.register(
                router,
                "/models/",
                "/invocations",
                (routing, name, version) -> receive(routing, name, version));
        register(router, "/models/:endpoint/", routing -> routing.pathParam("endpoint"));
        config.invocationsEndpoint()
                .ifPresentOrElse(
                        name -> {
                            router.post("/invocations")
                                    .handler(routing -> receive(routing, name, Optional.empty()));
                            register(router, "/", routing -> name);
                        },
                        () -> registerServer(router));
    }

    private void register(Router router, String path, Function<RoutingContext, String> endpoint) {
        for (String name : new String[] {"ping", "health"}) {
            router.get(path + name)
                    .handler(
                            routing ->
                                    exchanges.receive(
                                            routing,
                                            errors,
                                            exchange -> ping(exchange, endpoint.apply(routing))));
        }
        router.get(path + "version").handler(routing -> answer(routing, MLFLOW_VERSION));
    }

    /** Where the root is no endpoint's, it is MLflow's tracking server, which is asked so. */
    private static void registerServer(Router router) {
        router.get("/health").handler(routing -> routing.response().end("OK"));
        router.get("/version").handler(routing -> routing.response().end(MLFLOW_VERSION));
    }

    private void receive(RoutingContext routing, String name, Optional<String> version) {
        exchanges.receive(routing, errors, exchange -> invoke(exchange, name, version));
    }

    private void invoke(Exchange exchange, String name, Optional<String> version) {
        String header = exchange.routing().request().getHeader(HttpHeaders.CONTENT_TYPE);
        Optional<ContentType> type = ContentType.of(header);
        if (type.isEmpty()) {
            exchange.fail(
                    Problems.of(
                            415,
                            ErrorCode.INVALID_REQUEST,
                            "the content type is '%s', expected application/json or text/csv in UTF-8"
                                    .formatted(header),
                            exchange.id()));
            return;
        }
        calls.to(
                name,
                version,
                target -> new InvocationCall(target, exchange, type.get()),
                exchange::fail);
    }

    private void ping(Exchange exchange, String endpoint) {
        calls.endpoint(endpoint).release();
        answer(exchange.routing(), "\n");
    }

    private static void answer(RoutingContext routing, String text) {
        routing.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(text);
    }
}
