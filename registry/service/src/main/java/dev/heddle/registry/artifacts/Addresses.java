package dev.heddle.registry.artifacts;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Addresses of the platform that clients call or are sent to, below MLflow's prefix for files. */
final class Addresses {
    private static final String PREFIX = "api/2.0/mlflow-artifacts/";

    private Addresses() {}

    /**
     * The path of a file in the address that was called, as it was sent. On its way to a resource
     * an address loses {@code ..} and what follows a semicolon, and both mean something here.
     *
     * @param below what stands between the prefix and the path, {@code artifacts/}
     */
    static String asked(HttpServerRequest request, String below) {
        String path = request.path();
        String prefix = PREFIX + below;
        int start = path.indexOf(prefix);
        return start < 0 ? "" : path.substring(start + prefix.length());
    }

    static String part(UriInfo uri, String upload, int number) {
        return root(uri) + "mpu/part/" + upload + "/" + number;
    }

    static String file(UriInfo uri, String path) {
        String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8);
        return root(uri) + "artifacts/" + encoded.replace("+", "%20").replace("%2F", "/");
    }

    private static String root(UriInfo uri) {
        String base = uri.getBaseUri().toString();
        return base + (base.endsWith("/") ? "" : "/") + PREFIX;
    }

    /** The headers that say to such an address who calls: those of this call. */
    static Map<String, String> headers(String authorization) {
        return authorization == null ? Map.of() : Map.of(HttpHeaders.AUTHORIZATION, authorization);
    }
}
