package dev.heddle.serving;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Finds the calls of one protocol by their path: {@code PREFIX name SUFFIX} for an endpoint, {@code
 * PREFIX model /versions/ version SUFFIX} for a version. Asked before all other routes, since those
 * match their paths by regular expressions, one after the other, which costs more than many a call.
 */
public final class CallRoute {
    private static final int BEFORE_OTHERS = -10;
    private static final String VERSIONS = "/versions/";

    private final String prefix;
    private final String suffix;
    private final Taker taker;

    private CallRoute(String prefix, String suffix, Taker taker) {
        this.prefix = prefix;
        this.suffix = suffix;
        this.taker = taker;
    }

    /** Takes calls. */
    public interface Taker {
        /**
         * Takes one.
         *
         * @param name the endpoint, or the model if there is a version
         * @param version a number or an alias
         */
        void take(RoutingContext routing, String name, Optional<String> version);
    }

    /** Gives what is posted to such paths to a taker. */
    public static void register(Router router, String prefix, String suffix, Taker taker) {
        CallRoute route = new CallRoute(prefix, suffix, taker);
        router.route().order(BEFORE_OTHERS).handler(route::handle);
    }

    private void handle(RoutingContext routing) {
        String path = routing.normalizedPath();
        if (path.startsWith(prefix)
                && path.endsWith(suffix)
                && path.length() > prefix.length() + suffix.length()
                && routing.request().method() == HttpMethod.POST) {
            String middle = path.substring(prefix.length(), path.length() - suffix.length());
            int slash = middle.indexOf('/');
            if (slash < 0) {
                taker.take(routing, decoded(middle), Optional.empty());
                return;
            }
            int version = slash + VERSIONS.length();
            if (middle.startsWith(VERSIONS, slash) && middle.indexOf('/', version) < 0) {
                taker.take(
                        routing,
                        decoded(middle.substring(0, slash)),
                        Optional.of(decoded(middle.substring(version))));
                return;
            }
        }
        routing.next();
    }

    /** A part of the path as it was meant; names may have spaces and letters of any script. */
    private static String decoded(String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part;
        }
    }
}
