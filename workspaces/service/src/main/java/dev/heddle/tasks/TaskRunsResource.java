package dev.heddle.tasks;

import dev.heddle.client.Access;
import dev.heddle.client.LogPart;
import dev.heddle.client.Page;
import dev.heddle.client.Token.Role;
import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.workspaces.ResourceSample;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs of tasks over HTTP. */
@Path("/api/v1/task-runs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TaskRunsResource {
    private final TaskRuns runs;

    TaskRunsResource(TaskRuns runs) {
        this.runs = runs;
    }

    @GET
    public Page<TaskRun> list(
            @QueryParam("task") @DefaultValue("") String task,
            @QueryParam("state") @DefaultValue("") String state,
            @QueryParam("owner") @DefaultValue("") String owner,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("pageToken") @DefaultValue("") String token,
            @Context SecurityContext caller) {
        TasksResource.requireLimit(limit);
        TaskRuns.Query query =
                new TaskRuns.Query(
                        TasksResource.text(task), state(state), TasksResource.text(owner));
        List<TaskRun> found =
                runs.list(query, TasksResource.text(token), limit + 1, Caller.of(caller));
        return found.size() <= limit
                ? new Page<>(found, Optional.empty())
                : new Page<>(found.subList(0, limit), Optional.of(found.get(limit - 1).id()));
    }

    @GET
    @Path("{run}")
    public TaskRun find(@PathParam("run") String run, @Context SecurityContext caller) {
        return runs.find(run, Caller.of(caller));
    }

    @POST
    @Path("{run}/stop")
    @Access(Role.CONTRIBUTOR)
    public TaskRun stop(@PathParam("run") String run, @Context SecurityContext caller) {
        return runs.stop(run, Caller.of(caller));
    }

    @GET
    @Path("{run}/logs")
    public LogPart logs(
            @PathParam("run") String run,
            @QueryParam("offset") @DefaultValue("0") long offset,
            @Context SecurityContext caller) {
        if (offset < 0) {
            throw TaskChecks.invalid("offset is %d, expected 0 or more".formatted(offset));
        }
        return runs.log(run, offset, Caller.of(caller));
    }

    @GET
    @Path("{run}/usage")
    public List<ResourceSample> usage(
            @PathParam("run") String run, @Context SecurityContext caller) {
        return runs.usage(run, Caller.of(caller));
    }

    private static Optional<TaskRun.State> state(String state) {
        if (state.isBlank()) {
            return Optional.empty();
        }
        String wanted = state.strip().toUpperCase(Locale.ROOT);
        return Optional.of(
                Stream.of(TaskRun.State.values())
                        .filter(each -> each.name().equals(wanted))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        TaskChecks.invalid(
                                                "state is '%s', expected one of %s"
                                                        .formatted(state, states()))));
    }

    private static String states() {
        return Stream.of(TaskRun.State.values())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
