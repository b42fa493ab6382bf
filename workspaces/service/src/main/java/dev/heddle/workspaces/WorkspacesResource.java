package dev.heddle.workspaces;

import dev.heddle.client.Access;
import dev.heddle.client.Identity;
import dev.heddle.client.LogPart;
import dev.heddle.client.Page;
import dev.heddle.client.RequestAttributes;
import dev.heddle.client.Token.Role;
import dev.heddle.client.workspaces.ResourceSample;
import dev.heddle.client.workspaces.Workspace;
import dev.heddle.client.workspaces.WorkspaceRequest;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Workspaces over HTTP. */
@Path("/api/v1/workspaces")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Access(Role.CONTRIBUTOR)
public class WorkspacesResource {
    private static final int MAX_LIMIT = 1_000;
    private static final Duration USUAL_SPAN = Duration.ofHours(1);

    private final Workspaces workspaces;
    private final RoutingContext request;

    WorkspacesResource(Workspaces workspaces, RoutingContext request) {
        this.workspaces = workspaces;
        this.request = request;
    }

    @POST
    public Response create(WorkspaceRequest body) {
        return Response.status(Response.Status.CREATED)
                .entity(workspaces.create(caller(), required(body)))
                .build();
    }

    @GET
    public Page<Workspace> list(
            @QueryParam("everybody") @DefaultValue("false") boolean everybody,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw invalid("limit is %d, expected 1 to %d".formatted(limit, MAX_LIMIT));
        }
        List<Workspace> found = workspaces.page(caller(), everybody, token, limit + 1);
        if (found.size() <= limit) {
            return new Page<>(found, Optional.empty());
        }
        Workspace last = found.get(limit - 1);
        return new Page<>(found.subList(0, limit), Optional.of(last.owner() + "/" + last.name()));
    }

    @GET
    @Path("{name}")
    public Workspace find(@PathParam("name") String name, @QueryParam("owner") String owner) {
        return workspaces.find(caller(), given(owner), name);
    }

    @PUT
    @Path("{name}")
    public Workspace change(
            @PathParam("name") String name,
            @QueryParam("owner") String owner,
            WorkspaceRequest body) {
        return workspaces.change(caller(), given(owner), name, required(body));
    }

    @DELETE
    @Path("{name}")
    public Response delete(@PathParam("name") String name, @QueryParam("owner") String owner) {
        workspaces.delete(caller(), given(owner), name);
        return Response.accepted().build();
    }

    @POST
    @Path("{name}/start")
    public Workspace start(@PathParam("name") String name, @QueryParam("owner") String owner) {
        return workspaces.start(caller(), given(owner), name);
    }

    @POST
    @Path("{name}/stop")
    public Workspace stop(@PathParam("name") String name, @QueryParam("owner") String owner) {
        return workspaces.stop(caller(), given(owner), name);
    }

    @POST
    @Path("{name}/keep")
    public Workspace keep(@PathParam("name") String name, @QueryParam("owner") String owner) {
        return workspaces.keep(caller(), given(owner), name);
    }

    @GET
    @Path("{name}/logs")
    public LogPart logs(
            @PathParam("name") String name,
            @QueryParam("owner") String owner,
            @QueryParam("offset") @DefaultValue("0") long offset) {
        if (offset < 0) {
            throw invalid("offset is %d, expected 0 or more".formatted(offset));
        }
        return workspaces.log(caller(), given(owner), name, offset);
    }

    @GET
    @Path("{name}/usage")
    public List<ResourceSample> usage(
            @PathParam("name") String name,
            @QueryParam("owner") String owner,
            @QueryParam("since") @DefaultValue("") String since) {
        return workspaces.usage(caller(), given(owner), name, time(since));
    }

    private static Instant time(String text) {
        try {
            return text.isBlank() ? Instant.now().minus(USUAL_SPAN) : Instant.parse(text);
        } catch (DateTimeException e) {
            throw invalid(
                    "since is '%s', expected a time such as 2026-11-01T00:00:00Z".formatted(text));
        }
    }

    private static WorkspaceRequest required(WorkspaceRequest body) {
        if (body == null) {
            throw invalid("the request is empty, expected {\"name\": \"lab\", …}");
        }
        return body;
    }

    private static Optional<String> given(String owner) {
        return Optional.ofNullable(owner);
    }

    private Identity caller() {
        return request.get(RequestAttributes.CALLER);
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }
}
