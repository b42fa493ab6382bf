package dev.heddle.platform.access;

import dev.heddle.client.Identity;
import dev.heddle.client.RequestAttributes;
import dev.heddle.client.Token;
import dev.heddle.dashboard.Viewer;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.platform.config.Loopback;
import dev.heddle.platform.config.PlatformConfig;
import dev.heddle.platform.config.PlatformConfig.Mode;
import dev.heddle.platform.config.PlatformConfig.Role;
import dev.heddle.platform.http.ProblemAnswers;
import dev.heddle.platform.http.RequestIds;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.common.vertx.ContextLocals;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What every request passes first, whichever part answers it: it gets its id, its sender must be
 * known, and its size is bounded. In dev mode everybody on this machine is admin, so requests must
 * name this machine and must not come from another site's page.
 */
@Singleton
final class Gate {
    private static final int FIRST = 1_000;
    private static final String LOGIN = "/ui/login";
    private static final Set<String> PUBLIC = Set.of("/livez", "/readyz", LOGIN);
    private static final String PAGES = "/ui";
    private static final String PAGES_FILES = "/ui/static/";
    private static final Identity ANYBODY = new Identity("anybody", Token.Role.VIEWER);

    /** Who everybody on this machine is in dev mode. */
    static final Identity LOCAL = new Identity("local", Token.Role.ADMIN);

    private static final String GRPC = "application/grpc";
    private static final String API = "/api/";
    private static final String WORKSPACES = "/workspaces/";
    private static final Pattern OUTCOMES = Pattern.compile("/models/[^/]+/outcomes/?");

    /** Below these, bodies are streams that the registry bounds itself. */
    private static final List<String> UPLOADS =
            List.of(
                    "/api/v1/blobs/",
                    WORKSPACES,
                    "/api/2.0/mlflow-artifacts/artifacts/",
                    "/api/2.0/mlflow-artifacts/mpu/part/");

    /** Where Quarkus looks for a request's own limit. */
    private static final String BODY_LIMIT = "io.quarkus.max-request-size";

    private final PlatformConfig config;
    private final RememberedIdentities identities;
    private final ProblemAnswers answers;

    Gate(PlatformConfig config, IdentitySource source, ProblemAnswers answers) {
        this.config = config;
        this.identities = new RememberedIdentities(source, System::nanoTime);
        this.answers = answers;
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, FIRST);
    }

    private void handle(RoutingContext context) {
        RequestIds.assign(context);
        Optional<HeddleException> refusal = refusal(context);
        if (refusal.isPresent()) {
            answers.send(context, refusal.get());
            return;
        }
        limitBody(context);
        if (isFromThisMachine(context)) {
            enter(context, LOCAL);
        } else if (isPublic(context.normalizedPath())) {
            enter(context, ANYBODY);
        } else {
            authenticate(context);
        }
    }

    /** In dev mode, whoever comes by the loopback address. Containers come by another one. */
    private boolean isFromThisMachine(RoutingContext context) {
        return config.mode() == Mode.DEV
                && Loopback.isLoopback(context.request().localAddress().hostAddress());
    }

    private static boolean isPublic(String path) {
        return PUBLIC.contains(path) || path.startsWith(PAGES_FILES);
    }

    private Optional<HeddleException> refusal(RoutingContext context) {
        HttpServerRequest request = context.request();
        String authority = request.getHeader(HttpHeaders.HOST);
        if (authority == null && request.authority() != null) {
            authority = request.authority().toString();
        }
        if (isFromThisMachine(context) && !BrowserOrigin.isLoopback(authority)) {
            return forbidden(
                    "the Host header is %s, and dev mode answers to localhost alone"
                            .formatted(authority));
        }
        // What asks for a WebSocket looks like a read, and is more than that.
        boolean isSocket = request.getHeader(HttpHeaders.UPGRADE) != null;
        if (BrowserOrigin.isForeignChange(
                isSocket ? "UPGRADE" : request.method().name(),
                authority,
                request.getHeader("Sec-Fetch-Site"),
                request.getHeader(HttpHeaders.ORIGIN))) {
            return forbidden("a page of another site may not change anything here");
        }
        String path = context.normalizedPath();
        if (!config.has(Role.REGISTRY) && (isOfTheRegistry(path) || isPage(path))) {
            return Optional.of(
                    new HeddleException(
                            ErrorCode.NOT_FOUND,
                            "this process only serves; the registry is at "
                                    + config.registry().url().orElseThrow()));
        }
        return Optional.empty();
    }

    private static boolean isOfTheRegistry(String path) {
        return path.startsWith(API) && !path.equals(WhoAmIResource.PATH)
                || OUTCOMES.matcher(path).matches();
    }

    private void limitBody(RoutingContext context) {
        String path = context.normalizedPath();
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        boolean isUpload =
                UPLOADS.stream().anyMatch(path::startsWith)
                        || path.startsWith(API)
                                && type != null
                                && type.startsWith("application/zip");
        if (!isUpload) {
            context.put(BODY_LIMIT, config.http().maxBodyBytes());
        }
    }

    private void authenticate(RoutingContext context) {
        Optional<String> secret = secret(context.request());
        if (secret.isEmpty()) {
            unauthenticated(context, "this needs a token: send Authorization: Bearer TOKEN");
            return;
        }
        context.put(RequestAttributes.SECRET, secret.get());
        Optional<Identity> recent = identities.recent(secret.get());
        if (recent.isPresent()) {
            enter(context, recent.get());
            return;
        }
        context.vertx()
                .executeBlocking(() -> identities.find(secret.get()), false)
                .onSuccess(
                        found ->
                                found.ifPresentOrElse(
                                        identity -> enter(context, identity),
                                        () ->
                                                unauthenticated(
                                                        context,
                                                        "the token is not known; it may have been"
                                                                + " deleted")))
                .onFailure(error -> answers.send(context, error));
    }

    /** What the header says, or else the cookie that the page for logging in has set. */
    private static Optional<String> secret(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null) {
            return Credentials.secret(header);
        }
        return Optional.ofNullable(request.getCookie(Viewer.TOKEN_COOKIE))
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty());
    }

    private static boolean isPage(String path) {
        return path.equals("/")
                || path.equals(PAGES)
                || path.startsWith(PAGES + "/")
                || path.startsWith(WORKSPACES);
    }

    private void unauthenticated(RoutingContext context, String message) {
        if (isPage(context.normalizedPath())) {
            String next = URLEncoder.encode(context.request().uri(), StandardCharsets.UTF_8);
            context.response()
                    .setStatusCode(303)
                    .putHeader(HttpHeaders.LOCATION, LOGIN + "?next=" + next)
                    .end();
            return;
        }
        context.response()
                .headers()
                .add("WWW-Authenticate", "Bearer realm=\"heddle\"")
                .add("WWW-Authenticate", "Basic realm=\"heddle\", charset=\"UTF-8\"");
        answers.send(context, new HeddleException(ErrorCode.UNAUTHENTICATED, message));
    }

    private static void enter(RoutingContext context, Identity identity) {
        context.put(RequestAttributes.CALLER, identity);
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.startsWith(GRPC)) {
            // Services of gRPC see no routing context.
            ContextLocals.put(RequestAttributes.CALLER, identity);
        }
        context.next();
    }

    private static Optional<HeddleException> forbidden(String message) {
        return Optional.of(new HeddleException(ErrorCode.FORBIDDEN, message));
    }
}
