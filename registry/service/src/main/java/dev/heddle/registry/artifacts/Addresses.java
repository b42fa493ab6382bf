package dev.heddle.registry.artifacts;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Addresses of the platform that clients are sent to, below the one that they have called. */
final class Addresses {
    private Addresses() {}

    static String part(UriInfo uri, String upload, int number) {
        return root(uri) + "mpu/part/" + upload + "/" + number;
    }

    static String file(UriInfo uri, String path) {
        String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8);
        return root(uri) + "artifacts/" + encoded.replace("+", "%20").replace("%2F", "/");
    }

    private static String root(UriInfo uri) {
        String base = uri.getBaseUri().toString();
        return base + (base.endsWith("/") ? "" : "/") + "api/2.0/mlflow-artifacts/";
    }

    /** The headers that say to such an address who calls: those of this call. */
    static Map<String, String> headers(String authorization) {
        return authorization == null ? Map.of() : Map.of(HttpHeaders.AUTHORIZATION, authorization);
    }
}
