package dev.heddle.registry;

import dev.heddle.client.Access;
import dev.heddle.client.Endpoint;
import dev.heddle.client.EndpointChange;
import dev.heddle.client.EndpointEvent;
import dev.heddle.client.EndpointSettings;
import dev.heddle.client.Page;
import dev.heddle.client.Token.Role;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;
import java.util.OptionalLong;

/** Endpoints over HTTP. */
@Path("/api/v1/endpoints")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class EndpointsResource {
    private final Endpoints endpoints;

    EndpointsResource(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    /** Body of a rollback; without a version, to the one that was served before. */
    public record Rollback(Optional<Integer> version) {}

    @GET
    public Page<Endpoint> list(
            @QueryParam("name") String part,
            @QueryParam("model") String model,
            @QueryParam("limit") Integer limit,
            @QueryParam("pageToken") String token) {
        return endpoints.list(part, model, PageRequest.of(limit, token));
    }

    @GET
    @Path("{name}")
    public Response find(@PathParam("name") String name) {
        return tagged(endpoints.find(name));
    }

    @PUT
    @Path("{name}")
    @Access(Role.CONTRIBUTOR)
    public Response put(
            @PathParam("name") String name,
            @HeaderParam("If-Match") String ifMatch,
            EndpointChange body,
            @Context SecurityContext caller) {
        return tagged(
                endpoints.put(
                        name, Requests.body(body), expected(ifMatch), Requests.actor(caller)));
    }

    @PATCH
    @Path("{name}/settings")
    @Access(Role.CONTRIBUTOR)
    public Response set(
            @PathParam("name") String name,
            EndpointSettings.Change body,
            @Context SecurityContext caller) {
        return tagged(endpoints.set(name, Requests.body(body), Requests.actor(caller)));
    }

    @DELETE
    @Path("{name}")
    @Access(Role.CONTRIBUTOR)
    public void delete(@PathParam("name") String name, @HeaderParam("If-Match") String ifMatch) {
        endpoints.delete(name, expected(ifMatch));
    }

    @POST
    @Path("{name}/rollback")
    @Access(Role.CONTRIBUTOR)
    public Response rollback(
            @PathParam("name") String name, Rollback body, @Context SecurityContext caller) {
        Optional<Integer> version =
                body == null || body.version() == null ? Optional.empty() : body.version();
        return tagged(endpoints.rollback(name, version, Requests.actor(caller)));
    }

    @GET
    @Path("{name}/history")
    public Page<EndpointEvent> history(
            @PathParam("name") String name,
            @QueryParam("limit") Integer limit,
            @QueryParam("pageToken") String token) {
        return endpoints.history(name, PageRequest.of(limit, token));
    }

    private static Response tagged(Endpoint endpoint) {
        return Response.ok(endpoint).tag(String.valueOf(endpoint.revision())).build();
    }

    private static OptionalLong expected(String ifMatch) {
        return Requests.ifMatch(ifMatch)
                .map(revision -> OptionalLong.of(revision))
                .orElse(OptionalLong.empty());
    }
}
