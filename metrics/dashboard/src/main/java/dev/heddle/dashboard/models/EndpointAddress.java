package dev.heddle.dashboard.models;

import dev.heddle.client.Endpoint;
import dev.heddle.dashboard.Viewer;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** The address that an endpoint is called at leads browsers to the page of what it serves. */
@Path("/models/{endpoint}")
@Blocking
public class EndpointAddress {
    private final Viewer viewer;

    EndpointAddress(Viewer viewer) {
        this.viewer = viewer;
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response page(@PathParam("endpoint") String name) {
        Endpoint endpoint = viewer.heddle().endpoint(name);
        URI page =
                endpoint.version()
                        .map(version -> Addresses.version(endpoint.model(), version))
                        .orElseGet(() -> Addresses.model(endpoint.model()));
        return Response.seeOther(page).build();
    }
}
