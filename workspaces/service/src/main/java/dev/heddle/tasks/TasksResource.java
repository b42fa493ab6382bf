package dev.heddle.tasks;

import dev.heddle.client.Access;
import dev.heddle.client.Page;
import dev.heddle.client.Token.Role;
import dev.heddle.client.tasks.Task;
import dev.heddle.client.tasks.TaskRunRequest;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Tasks over HTTP. */
@Path("/api/v1/tasks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TasksResource {
    private static final int MAX_LIMIT = 1_000;

    private final Tasks tasks;
    private final TaskRuns runs;
    private final TaskChecks checks;

    TasksResource(Tasks tasks, TaskRuns runs, TaskChecks checks) {
        this.tasks = tasks;
        this.runs = runs;
        this.checks = checks;
    }

    /**
     * What a task is made of.
     *
     * @param workspace a workspace of the caller's
     * @param command what the task runs
     */
    public record FromWorkspace(String workspace, List<String> command) {}

    /**
     * What an alias is to name.
     *
     * @param version a version
     */
    public record AliasTarget(Integer version) {}

    @GET
    public Page<Task> list(
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        requireLimit(limit);
        List<Task> found = tasks.list(token, limit + 1);
        return found.size() <= limit
                ? new Page<>(found, Optional.empty())
                : new Page<>(found.subList(0, limit), Optional.of(found.get(limit - 1).name()));
    }

    @PUT
    @Path("{task}")
    @Access(Role.CONTRIBUTOR)
    public Task define(
            @PathParam("task") String task, TaskBody body, @Context SecurityContext caller) {
        if (body == null) {
            throw TaskChecks.invalid(
                    "the request says no image, expected {\"image\": \"base\", …}");
        }
        return tasks.define(task, body.spec(checks), Caller.of(caller));
    }

    @POST
    @Path("{task}/from-workspace")
    @Access(Role.CONTRIBUTOR)
    public Task defineFrom(
            @PathParam("task") String task, FromWorkspace body, @Context SecurityContext caller) {
        if (body == null || body.workspace() == null || body.workspace().isBlank()) {
            throw TaskChecks.invalid(
                    "the request says no workspace, expected {\"workspace\": \"lab\", \"command\": […]}");
        }
        List<String> command = body.command() == null ? List.of() : body.command();
        TaskBody.requireNoNulls("command", command);
        return tasks.defineFrom(task, body.workspace(), command, Caller.of(caller));
    }

    @GET
    @Path("{task}")
    public Task find(
            @PathParam("task") String task,
            @QueryParam("reference") @DefaultValue("") String reference) {
        return tasks.find(task, text(reference)).task();
    }

    @GET
    @Path("{task}/versions")
    public List<Task> versions(@PathParam("task") String task) {
        return tasks.versions(task);
    }

    @PUT
    @Path("{task}/aliases/{alias}")
    @Access(Role.CONTRIBUTOR)
    public Task alias(
            @PathParam("task") String task,
            @PathParam("alias") String alias,
            AliasTarget body,
            @Context SecurityContext caller) {
        if (body == null || body.version() == null) {
            throw TaskChecks.invalid("the request says no version, expected {\"version\": 3}");
        }
        return tasks.alias(task, alias, body.version(), Caller.of(caller));
    }

    @DELETE
    @Path("{task}/aliases/{alias}")
    @Access(Role.CONTRIBUTOR)
    public void removeAlias(
            @PathParam("task") String task,
            @PathParam("alias") String alias,
            @Context SecurityContext caller) {
        tasks.removeAlias(task, alias, Caller.of(caller));
    }

    @DELETE
    @Path("{task}")
    @Access(Role.CONTRIBUTOR)
    public void delete(@PathParam("task") String task, @Context SecurityContext caller) {
        tasks.delete(task, Caller.of(caller));
    }

    @POST
    @Path("{task}/runs")
    @Access(Role.CONTRIBUTOR)
    public Response run(
            @PathParam("task") String task, TaskRunRequest body, @Context SecurityContext caller) {
        TaskRunRequest request =
                body == null
                        ? new TaskRunRequest(
                                Optional.empty(),
                                Map.of(),
                                List.of(),
                                OptionalDouble.empty(),
                                Optional.empty(),
                                Optional.empty())
                        : body;
        return Response.accepted(runs.ask(task, request, Caller.of(caller))).build();
    }

    static void requireLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw TaskChecks.invalid("limit is %d, expected 1 to %d".formatted(limit, MAX_LIMIT));
        }
    }

    static Optional<String> text(String value) {
        return value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }
}
