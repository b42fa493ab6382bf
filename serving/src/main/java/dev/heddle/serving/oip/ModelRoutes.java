package dev.heddle.serving.oip;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.Identity;
import dev.heddle.client.RequestAttributes;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.serving.Exchange;
import dev.heddle.serving.Exchanges;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** All of the protocol over HTTP but inference: what there is, whether it is ready, what it did. */
@Singleton
final class ModelRoutes {
    static final String NAME = "heddle";
    static final List<String> EXTENSIONS =
            List.of("binary_tensor_data", "model_repository", "model_configuration", "statistics");

    /** Behind the protocol's own routes, before those of resources. */
    private static final int AFTER_ALL = 5_000;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ModelRepository models;
    private final Exchanges exchanges;
    private final OipErrors errors;

    ModelRoutes(ModelRepository models, Exchanges exchanges, OipErrors errors) {
        this.models = models;
        this.exchanges = exchanges;
        this.errors = errors;
    }

    void register(@Observes Router router) {
        get(router, "", routing -> server());
        get(router, "/health/live", routing -> Map.of("live", true));
        get(router, "/health/ready", routing -> serverReady());
        get(router, "/models", routing -> names());
        get(router, "/models/stats", routing -> allStatistics());
        for (String path : List.of("/models/:model", "/models/:model/versions/:version")) {
            get(router, path, this::metadata);
            get(router, path + "/ready", this::ready);
            get(
                    router,
                    path + "/config",
                    routing ->
                            models.describe(
                                    name(routing), version(routing), ModelDescriptions::config));
            get(router, path + "/stats", this::statistics);
        }
        post(router, "/repository/index", this::index);
        post(router, "/repository/models/:model/load", this::load);
        post(router, "/repository/models/:model/unload", this::unload);
        router.route("/v2/*")
                .order(AFTER_ALL)
                .handler(routing -> exchanges.receive(routing, errors, ModelRoutes::nothing));
    }

    private static void nothing(Exchange exchange) {
        throw new HeddleException(
                ErrorCode.NOT_FOUND,
                "there is nothing at %s %s"
                        .formatted(
                                exchange.routing().request().method(),
                                exchange.routing().normalizedPath()));
    }

    /** The server itself. */
    static Map<String, Object> server() {
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("name", NAME);
        server.put("version", version());
        server.put("extensions", EXTENSIONS);
        return server;
    }

    static String version() {
        return Optional.ofNullable(ModelRoutes.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    private Object serverReady() {
        models.problem()
                .ifPresent(
                        problem -> {
                            throw new HeddleException(ErrorCode.NOT_READY, problem);
                        });
        return Map.of("ready", true);
    }

    private Object names() {
        return Map.of(
                "models",
                models.ready().stream().map(ModelRepository.Model::name).distinct().toList());
    }

    private Object metadata(RoutingContext routing) {
        Optional<String> version = version(routing);
        return models.describe(
                name(routing),
                version,
                (name, served) ->
                        ModelDescriptions.metadata(
                                name,
                                version.isPresent()
                                        ? List.of(String.valueOf(served.description().version()))
                                        : models.versions(name),
                                served));
    }

    private Object ready(RoutingContext routing) {
        return models.describe(
                name(routing),
                version(routing),
                (name, served) -> {
                    Map<String, Object> ready = new LinkedHashMap<>();
                    ready.put("name", name);
                    ready.put("ready", true);
                    return ready;
                });
    }

    private Object statistics(RoutingContext routing) {
        return Map.of(
                "model_stats",
                List.of(
                        models.describe(
                                name(routing), version(routing), ModelDescriptions::statistics)));
    }

    private Object allStatistics() {
        return Map.of(
                "model_stats",
                models.ready().stream()
                        .map(model -> ModelDescriptions.statistics(model.name(), model.version()))
                        .toList());
    }

    private Object index(Exchange exchange) {
        JsonNode ready = body(exchange).path("ready");
        return models.index(ready.asBoolean(false)).stream()
                .map(
                        entry -> {
                            Map<String, Object> line = new LinkedHashMap<>();
                            line.put("name", entry.name());
                            entry.version().ifPresent(version -> line.put("version", version));
                            line.put("state", entry.state());
                            line.put("reason", entry.reason());
                            return line;
                        })
                .toList();
    }

    private Object load(Exchange exchange) {
        if (body(exchange).path("parameters").size() > 0) {
            throw ModelRepository.noParameters();
        }
        models.load(name(exchange.routing()), caller(exchange));
        return Map.of();
    }

    private Object unload(Exchange exchange) {
        models.unload(name(exchange.routing()), caller(exchange));
        return Map.of();
    }

    private static Identity caller(Exchange exchange) {
        return exchange.routing().get(RequestAttributes.CALLER);
    }

    private static String name(RoutingContext routing) {
        return routing.pathParam("model");
    }

    private static Optional<String> version(RoutingContext routing) {
        return Optional.ofNullable(routing.pathParam("version"));
    }

    private static JsonNode body(Exchange exchange) {
        try {
            JsonNode body = MAPPER.readTree(exchange.body());
            if (body.isMissingNode() || body.isObject()) {
                return body;
            }
        } catch (IOException e) {
            // Told below, as any other body that is none.
        }
        throw new HeddleException(
                ErrorCode.INVALID_REQUEST, "the body is no JSON object, expected one or nothing");
    }

    private void get(Router router, String path, Function<RoutingContext, Object> answer) {
        on(router.get("/v2" + path), exchange -> answer.apply(exchange.routing()));
    }

    private void post(Router router, String path, Function<Exchange, Object> answer) {
        on(router.post("/v2" + path), answer);
    }

    private void on(Route route, Function<Exchange, Object> answer) {
        route.handler(
                routing ->
                        exchanges.receive(
                                routing,
                                errors,
                                exchange -> answer(exchange, () -> answer.apply(exchange))));
    }

    /** Answers from a thread that may wait, since a version may have to be loaded first. */
    private static void answer(Exchange exchange, Callable<Object> work) {
        exchange.routing()
                .vertx()
                .executeBlocking(() -> json(work.call()), false)
                .onSuccess(json -> exchange.answer("application/json", Buffer.buffer(json)))
                .onFailure(exchange::fail);
    }

    private static byte[] json(Object value) throws JsonProcessingException {
        return MAPPER.writeValueAsBytes(value);
    }
}
