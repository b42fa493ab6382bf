package dev.heddle.platform.access;

import dev.heddle.client.Identity;
import dev.heddle.client.RequestAttributes;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Tells callers who they are; a serving process checks its callers' tokens with it. */
@Path(WhoAmIResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
public class WhoAmIResource {
    static final String PATH = "/api/v1/whoami";

    private final RoutingContext request;

    WhoAmIResource(RoutingContext request) {
        this.request = request;
    }

    @GET
    public Identity identity() {
        return request.get(RequestAttributes.CALLER);
    }
}
