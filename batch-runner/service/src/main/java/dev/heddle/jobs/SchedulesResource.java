package dev.heddle.jobs;

import dev.heddle.client.Access;
import dev.heddle.client.Page;
import dev.heddle.client.Token.Role;
import dev.heddle.client.batch.Schedule;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
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
import java.util.List;
import java.util.Optional;

/** Schedules of batch jobs over HTTP. */
@Path("/api/v1/schedules")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SchedulesResource {
    private static final int MAX_LIMIT = 1_000;

    private final Schedules schedules;

    SchedulesResource(Schedules schedules) {
        this.schedules = schedules;
    }

    /** Body of a change. */
    public record Change(Boolean paused) {}

    @GET
    public Page<Schedule> list(
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw invalid("limit is %d, expected 1 to %d".formatted(limit, MAX_LIMIT));
        }
        List<Schedule> found = schedules.list(token, limit + 1);
        return found.size() <= limit
                ? new Page<>(found, Optional.empty())
                : new Page<>(found.subList(0, limit), Optional.of(found.get(limit - 1).name()));
    }

    @GET
    @Path("{name}")
    public Schedule find(@PathParam("name") String name) {
        return schedules.find(name);
    }

    @PUT
    @Path("{name}")
    @Access(Role.CONTRIBUTOR)
    public Schedule set(
            @PathParam("name") String name, Schedule.Plan body, @Context SecurityContext caller) {
        if (body == null) {
            throw invalid("the request has no body, expected {\"cron\": …, \"job\": …}");
        }
        return schedules.set(name, body, actor(caller));
    }

    @PATCH
    @Path("{name}")
    @Access(Role.CONTRIBUTOR)
    public Schedule pause(@PathParam("name") String name, Change body) {
        if (body == null || body.paused() == null) {
            throw invalid("the request changes nothing, expected {\"paused\": true}");
        }
        return schedules.pause(name, body.paused());
    }

    @DELETE
    @Path("{name}")
    @Access(Role.CONTRIBUTOR)
    public void delete(@PathParam("name") String name) {
        schedules.delete(name);
    }

    @POST
    @Path("{name}/run")
    @Access(Role.CONTRIBUTOR)
    public Response run(@PathParam("name") String name, @Context SecurityContext caller) {
        return Response.accepted(schedules.runNow(name, actor(caller))).build();
    }

    private static String actor(SecurityContext caller) {
        return caller.getUserPrincipal() == null ? "local" : caller.getUserPrincipal().getName();
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }
}
