package dev.heddle.tracking;

import dev.heddle.client.Access;
import dev.heddle.client.Page;
import dev.heddle.client.Token.Role;
import dev.heddle.client.runs.RunView;
import dev.heddle.mlflow.Checks;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;

/** Ways to look at runs over HTTP. */
@Path("/api/v1/tracking/views")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class RunViewsResource {
    private static final int MOST = 1_000;

    private final RunViews views;

    RunViewsResource(RunViews views) {
        this.views = views;
    }

    @GET
    public Page<RunView> list(
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("pageToken") String token) {
        if (limit < 1 || limit > MOST) {
            throw Checks.invalid("limit is %d, expected 1 to %d".formatted(limit, MOST));
        }
        return views.list(limit, Optional.ofNullable(token));
    }

    @GET
    @Path("{name}")
    public RunView find(@PathParam("name") String name) {
        return views.find(name);
    }

    @PUT
    @Path("{name}")
    @Access(Role.CONTRIBUTOR)
    public RunView set(
            @PathParam("name") String name, RunView.Look look, @Context SecurityContext caller) {
        if (look == null) {
            throw Checks.invalid("the request has no body, expected {\"experiments\": […], …}");
        }
        return views.set(name, look, actor(caller));
    }

    @DELETE
    @Path("{name}")
    @Access(Role.CONTRIBUTOR)
    public void delete(@PathParam("name") String name) {
        views.delete(name);
    }

    private static String actor(SecurityContext caller) {
        return caller.getUserPrincipal() == null ? "local" : caller.getUserPrincipal().getName();
    }
}
