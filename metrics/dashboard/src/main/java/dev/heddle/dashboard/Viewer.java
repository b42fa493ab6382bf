package dev.heddle.dashboard;

import dev.heddle.client.Heddle;
import dev.heddle.client.Identity;
import dev.heddle.client.RequestAttributes;
import dev.heddle.client.Token.Role;
import io.vertx.core.http.Cookie;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Optional;

/** Who looks at a page, and the platform as they may see it. */
@RequestScoped
public class Viewer {
    /** The cookie with the secret of the viewer's token. */
    public static final String TOKEN_COOKIE = "heddle_token";

    /** The cookie with {@code dark} or {@code light}, where the viewer has chosen. */
    static final String THEME_COOKIE = "heddle_theme";

    private RoutingContext request;

    /** For the proxy that stands for the viewer of the present request. */
    Viewer() {}

    @Inject
    Viewer(RoutingContext request) {
        this.request = request;
    }

    /**
     * The platform, with the viewer's token. Calls go to the address that this request came to,
     * which is the process itself.
     */
    public Heddle heddle() {
        URI self = self(request.request().localAddress());
        String secret = request.get(RequestAttributes.SECRET);
        return secret == null ? Heddle.connect(self) : Heddle.connect(self, secret);
    }

    static URI self(SocketAddress address) {
        String host = address.hostAddress();
        String name = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + name + ":" + address.port());
    }

    /** Who it is; {@code local} in dev mode. */
    public Identity identity() {
        return request.get(RequestAttributes.CALLER);
    }

    /** Whether the viewer may change anything. */
    public boolean canChange() {
        return identity().role().covers(Role.CONTRIBUTOR);
    }

    /** Whether the viewer came with a token, and can leave. */
    public boolean hasToken() {
        return request.get(RequestAttributes.SECRET) != null;
    }

    /** {@code dark} or {@code light}; empty for what the viewer's system prefers. */
    public String theme() {
        return Optional.ofNullable(request.request().getCookie(THEME_COOKIE))
                .map(Cookie::getValue)
                .filter(value -> value.equals("dark") || value.equals("light"))
                .orElse("");
    }

    /** The address as the viewer's browser sees it, from the root and with its query. */
    public String address() {
        return request.request().uri();
    }

    /** The platform's root as the viewer's browser sees it, {@code http://127.0.0.1:8080}. */
    public String root() {
        return request.request().scheme() + "://" + request.request().authority();
    }
}
