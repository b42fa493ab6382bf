package dev.heddle.platform.http;

import dev.heddle.client.RequestAttributes;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Gives every request an id, its caller's own if that is fit for a log, and sends it back. */
public final class RequestIds {
    private static final String HEADER = "X-Request-Id";
    private static final Pattern FIT = Pattern.compile("[A-Za-z0-9._:-]{1,100}");

    private RequestIds() {}

    /** Takes or makes the id. */
    public static void assign(RoutingContext context) {
        String given = context.request().getHeader(HEADER);
        String id = given != null && FIT.matcher(given).matches() ? given : make();
        context.put(RequestAttributes.REQUEST_ID, id);
        context.response().putHeader(HEADER, id);
    }

    /** The id of a request. */
    static String of(RoutingContext context) {
        String id = context.get(RequestAttributes.REQUEST_ID);
        return id == null ? "" : id;
    }

    private static String make() {
        // An id tells requests apart in a log; it is no secret.
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
