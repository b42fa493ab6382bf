package dev.heddle.jobs;

import dev.heddle.client.Access;
import dev.heddle.client.LogPart;
import dev.heddle.client.Page;
import dev.heddle.client.Token.Role;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobQuery;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
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
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Optional;

/** Batch jobs over HTTP. */
@Path("/api/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class JobsResource {
    private static final int MAX_LIMIT = 1_000;

    private final Jobs jobs;

    JobsResource(Jobs jobs) {
        this.jobs = jobs;
    }

    @POST
    @Access(Role.CONTRIBUTOR)
    public Response submit(JobSpec body, @Context SecurityContext caller) {
        if (body == null || body.kind() == null) {
            throw invalid("the request says no kind of job, expected {\"kind\": \"SCORE\", …}");
        }
        return accepted(jobs.submit(Jobs.allowed(body), actor(caller), Optional.empty()));
    }

    @GET
    public Page<Job> list(
            @QueryParam("state") @DefaultValue("") String state,
            @QueryParam("kind") @DefaultValue("") String kind,
            @QueryParam("model") @DefaultValue("") String model,
            @QueryParam("schedule") @DefaultValue("") String schedule,
            @QueryParam("table") @DefaultValue("") String table,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw invalid("limit is %d, expected 1 to %d".formatted(limit, MAX_LIMIT));
        }
        Optional<String> before = token.isEmpty() ? Optional.empty() : Optional.of(token);
        List<Job> found = jobs.list(query(state, kind, model, schedule, table), before, limit + 1);
        return found.size() <= limit
                ? new Page<>(found, Optional.empty())
                : new Page<>(found.subList(0, limit), Optional.of(found.get(limit - 1).id()));
    }

    @GET
    @Path("{job}")
    public Job find(@PathParam("job") String job) {
        return jobs.find(job);
    }

    @GET
    @Path("{job}/logs")
    public LogPart logs(
            @PathParam("job") String job,
            @QueryParam("offset") @DefaultValue("0") long offset,
            @QueryParam("last") Integer last) {
        if (offset < 0) {
            throw invalid("offset is %d, expected 0 or more".formatted(offset));
        }
        if (last != null && (last < 1 || last > LogPart.MOST)) {
            throw invalid("last is %d, expected 1 to %d".formatted(last, LogPart.MOST));
        }
        return last == null ? jobs.log(job, offset) : jobs.logEnd(job, last);
    }

    @POST
    @Path("{job}/cancel")
    @Access(Role.CONTRIBUTOR)
    public Job cancel(@PathParam("job") String job) {
        return jobs.cancel(job);
    }

    @POST
    @Path("{job}/rerun")
    @Access(Role.CONTRIBUTOR)
    public Response rerun(@PathParam("job") String job, @Context SecurityContext caller) {
        return accepted(jobs.rerun(job, actor(caller)));
    }

    private static Response accepted(Job job) {
        return Response.accepted(job).build();
    }

    private static JobQuery query(
            String state, String kind, String model, String schedule, String table) {
        try {
            return JobQuery.of(state, kind, model, schedule, table);
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
    }

    private static String actor(SecurityContext caller) {
        return caller.getUserPrincipal() == null ? "local" : caller.getUserPrincipal().getName();
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }
}
