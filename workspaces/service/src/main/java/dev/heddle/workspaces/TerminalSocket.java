package dev.heddle.workspaces;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.Identity;
import dev.heddle.client.RequestAttributes;
import dev.heddle.client.Token.Role;
import dev.heddle.compute.Engines;
import dev.heddle.containers.ExecSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Terminals in workspaces, over WebSockets; see {@code WorkspacesClient.terminal}. */
@Singleton
class TerminalSocket {
    private static final String ROUTE = "/api/v1/workspaces/:name/terminal";

    /** After the gate, and before what answers all other addresses below that. */
    private static final int EARLY = -10;

    private static final int MOST = 200;
    private static final int MOST_WORDS = 1_000;
    private static final int MOST_COLUMNS = 2_000;
    private static final int COLUMNS = 80;
    private static final int ROWS = 24;
    private static final List<String> SHELL =
            List.of(
                    "sh",
                    "-c",
                    "if command -v bash >/dev/null; then exec bash -l; else exec sh -l; fi");

    private final Workspaces workspaces;
    private final Engines engines;
    private final Vertx vertx;
    private final Set<OpenTerminal> open = ConcurrentHashMap.newKeySet();

    TerminalSocket(Workspaces workspaces, Engines engines, Vertx vertx) {
        this.workspaces = workspaces;
        this.engines = engines;
        this.vertx = vertx;
    }

    void register(@Observes Router router) {
        router.get(ROUTE).order(EARLY).handler(this::handle);
    }

    void end() {
        open.forEach(OpenTerminal::disconnect);
    }

    /**
     * What was asked for.
     *
     * @param owner whose workspace
     * @param name which one
     * @param exec what is run in it
     */
    private record Wish(String owner, String name, ExecSpec exec) {}

    private void handle(RoutingContext context) {
        Identity caller = context.get(RequestAttributes.CALLER);
        HttpServerRequest request = context.request();
        if (caller == null || !caller.role().covers(Role.CONTRIBUTOR)) {
            context.fail(
                    new HeddleException(
                            ErrorCode.FORBIDDEN, "a terminal needs the role contributor"));
            return;
        }
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            context.fail(
                    new HeddleException(
                            ErrorCode.INVALID_REQUEST,
                            "a terminal is a WebSocket: ask with Upgrade: websocket"));
            return;
        }
        if (open.size() >= MOST) {
            context.fail(
                    new HeddleException(
                            ErrorCode.OVERLOADED, "%d terminals are open already".formatted(MOST)));
            return;
        }
        request.pause();
        vertx.executeBlocking(
                        () -> {
                            Wish wish = wish(context, caller);
                            String container =
                                    workspaces.container(caller, wish.owner(), wish.name());
                            return new OpenTerminal(
                                    vertx,
                                    listener ->
                                            engines.engine().exec(container, wish.exec(), listener),
                                    () -> workspaces.active(wish.owner(), wish.name()));
                        },
                        false)
                .onSuccess(terminal -> begin(request, terminal))
                .onFailure(context::fail);
    }

    private void begin(HttpServerRequest request, OpenTerminal terminal) {
        request.toWebSocket().onSuccess(socket -> begin(socket, terminal));
    }

    private void begin(ServerWebSocket socket, OpenTerminal terminal) {
        open.add(terminal);
        terminal.begin(socket, () -> open.remove(terminal));
    }

    private static Wish wish(RoutingContext context, Identity caller) {
        List<String> command = context.queryParam("command");
        if (command.size() > MOST_WORDS) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "the command has %d words, expected at most %d"
                            .formatted(command.size(), MOST_WORDS));
        }
        boolean tty = !first(context, "tty").equals(Optional.of("false"));
        return new Wish(
                first(context, "owner").filter(text -> !text.isBlank()).orElse(caller.name()),
                context.pathParam("name"),
                new ExecSpec(
                        command.isEmpty() ? SHELL : command,
                        tty,
                        number(context, "columns", COLUMNS),
                        number(context, "rows", ROWS)));
    }

    private static int number(RoutingContext context, String name, int usual) {
        try {
            int number = first(context, name).map(Integer::parseInt).orElse(usual);
            return Math.max(1, Math.min(MOST_COLUMNS, number));
        } catch (NumberFormatException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "%s is '%s', expected a number".formatted(name, first(context, name).get()),
                    e);
        }
    }

    private static Optional<String> first(RoutingContext context, String name) {
        return context.queryParam(name).stream().findFirst();
    }

    /** A control message, as text comes. */
    static Optional<JsonNode> control(String text) {
        try {
            return Optional.of(HeddleJson.mapper().readTree(text)).filter(JsonNode::isObject);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
