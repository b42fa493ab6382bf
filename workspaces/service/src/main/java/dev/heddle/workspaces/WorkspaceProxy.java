package dev.heddle.workspaces;

import dev.heddle.client.Identity;
import dev.heddle.client.RequestAttributes;
import dev.heddle.client.Token.Role;
import dev.heddle.client.workspaces.Workspace;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.workspaces.WorkspaceApplications.Place;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The way into workspaces: what comes below {@code /workspaces/ann/lab/} goes to the application of
 * ann's workspace lab, requests and WebSockets alike, if ann asks. The application learns nothing
 * of her login, and is shown the token that it knows instead.
 */
@Singleton
class WorkspaceProxy {
    private static final String ROUTE = "/workspaces/:owner/:name/*";
    private static final String ENTRY = "/workspaces/:owner/:name";
    private static final int CONNECTIONS = 512;
    private static final int CONNECT_MILLIS = 5_000;
    private static final long REMEMBERED_NANOS = Duration.ofSeconds(1).toNanos();

    /** What the login's cookie is called; it is not for applications. */
    private static final String LOGIN_COOKIE = "heddle_token";

    private static final String FORWARDED_HOST = "X-Forwarded-Host";

    private final Workspaces workspaces;
    private final WorkspaceRows rows;
    private final WorkspaceApplications applications;
    private final Vertx vertx;
    private final RecentPlaces recent = new RecentPlaces(REMEMBERED_NANOS);
    private HttpClient client;
    private HttpProxy proxy;

    WorkspaceProxy(
            Workspaces workspaces,
            WorkspaceRows rows,
            WorkspaceApplications applications,
            Vertx vertx) {
        this.workspaces = workspaces;
        this.rows = rows;
        this.applications = applications;
        this.vertx = vertx;
    }

    void register(@Observes Router router) {
        client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setConnectTimeout(CONNECT_MILLIS)
                                .setMaxPoolSize(CONNECTIONS)
                                .setKeepAlive(true));
        proxy =
                HttpProxy.reverseProxy(client)
                        .originSelector(
                                request -> Future.succeededFuture(((Forwarded) request).origin()))
                        .addInterceptor(new KeepLogin());
        router.route(ENTRY).handler(WorkspaceProxy::addSlash);
        router.route(ROUTE).handler(this::handle);
    }

    void end() {
        client.close();
    }

    private static void addSlash(RoutingContext context) {
        if (context.normalizedPath().endsWith("/")) {
            context.next();
            return;
        }
        context.response()
                .setStatusCode(303)
                .putHeader(HttpHeaders.LOCATION, context.normalizedPath() + "/")
                .end();
    }

    private void handle(RoutingContext context) {
        Identity caller = context.get(RequestAttributes.CALLER);
        String owner = context.pathParam("owner");
        String name = context.pathParam("name");
        if (caller == null
                || !caller.name().equals(owner)
                || !caller.role().covers(Role.CONTRIBUTOR)) {
            context.fail(
                    new HeddleException(
                            ErrorCode.NOT_FOUND,
                            "%s has no workspace '%s' that you may open".formatted(owner, name)));
            return;
        }
        String key = owner + "/" + name;
        Optional<Place> known = recent.find(key);
        if (known.isPresent()) {
            forward(context, known.get());
            return;
        }
        context.request().pause();
        vertx.executeBlocking(() -> place(key, owner, name), false)
                .onSuccess(
                        place ->
                                place.ifPresentOrElse(
                                        found -> forward(context, found),
                                        () -> explain(context, owner, name)))
                .onFailure(context::fail);
    }

    private Optional<Place> place(String key, String owner, String name) {
        Optional<Place> place =
                rows.find(owner, name)
                        .filter(row -> workspaces.view(row).state() == Workspace.State.RUNNING)
                        .flatMap(applications::find)
                        .filter(found -> found.application().port().isPresent());
        place.ifPresent(found -> recent.put(key, found));
        return place;
    }

    /** A person is led to the workspace's page, which says why and what to do. */
    private static void explain(RoutingContext context, String owner, String name) {
        String accepts = context.request().getHeader(HttpHeaders.ACCEPT);
        boolean isPage =
                context.request().method() == HttpMethod.GET
                        && accepts != null
                        && accepts.contains("text/html");
        if (isPage) {
            context.response()
                    .setStatusCode(303)
                    .putHeader(HttpHeaders.LOCATION, "/ui/workspaces/" + name)
                    .end();
            return;
        }
        context.fail(
                new HeddleException(
                        ErrorCode.NOT_READY,
                        "workspace '%s' of %s does not run, or has no page"
                                .formatted(name, owner)));
    }

    private void forward(RoutingContext context, Place place) {
        HttpServerRequest request = context.request();
        MultiMap headers = request.headers();
        headers.set(HttpHeaders.AUTHORIZATION, "token " + place.secret());
        if (!headers.contains(FORWARDED_HOST)) {
            // By this an application knows that a WebSocket comes from its own page.
            headers.set(FORWARDED_HOST, request.authority().toString());
        }
        List<String> cookies =
                request.cookies().stream()
                        .filter(cookie -> !cookie.getName().equals(LOGIN_COOKIE))
                        .map(WorkspaceProxy::text)
                        .collect(Collectors.toList());
        cookies.addAll(place.application().cookies(place.secret()));
        headers.remove(HttpHeaders.COOKIE);
        if (!cookies.isEmpty()) {
            headers.set(HttpHeaders.COOKIE, String.join("; ", cookies));
        }
        String prefix =
                place.application().keepsPrefix()
                        ? ""
                        : WorkspaceRow.path(context.pathParam("owner"), context.pathParam("name"));
        proxy.handle(
                new Forwarded(
                        (HttpServerRequestInternal) request,
                        SocketAddress.inetSocketAddress(place.address()),
                        prefix));
    }

    private static String text(Cookie cookie) {
        return cookie.getName() + "=" + cookie.getValue();
    }

    /** A request on its way to an application. */
    private static final class Forwarded extends HttpServerRequestWrapper {
        private final SocketAddress origin;
        private final String prefix;

        /**
         * @param prefix what the path loses on the way; empty for nothing
         */
        Forwarded(HttpServerRequestInternal request, SocketAddress origin, String prefix) {
            super(request);
            this.origin = origin;
            this.prefix = prefix;
        }

        SocketAddress origin() {
            return origin;
        }

        @Override
        public String uri() {
            String uri = super.uri();
            return !prefix.isEmpty() && uri.startsWith(prefix)
                    ? "/" + uri.substring(prefix.length())
                    : uri;
        }
    }

    /** No application logs somebody in here, or out. */
    private static final class KeepLogin implements ProxyInterceptor {
        @Override
        public Future<Void> handleProxyResponse(ProxyContext context) {
            MultiMap headers = context.response().headers();
            List<String> kept =
                    headers.getAll(HttpHeaders.SET_COOKIE).stream()
                            .filter(cookie -> !cookie.strip().startsWith(LOGIN_COOKIE))
                            .toList();
            headers.remove(HttpHeaders.SET_COOKIE);
            kept.forEach(cookie -> headers.add(HttpHeaders.SET_COOKIE, cookie));
            return context.sendResponse();
        }
    }
}
