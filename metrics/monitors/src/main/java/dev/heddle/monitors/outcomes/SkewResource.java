package dev.heddle.monitors.outcomes;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.client.batch.Job;
import dev.heddle.client.monitors.SkewReport;
import dev.heddle.client.monitors.SkewRequest;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;

/** Compares features of logged calls with their tables, and tells what was found last. */
@Path("/api/v1/monitors/models/{model}/versions/{version}/skew")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
public class SkewResource {
    private final FeatureSkews skews;

    SkewResource(FeatureSkews skews) {
        this.skews = skews;
    }

    /** Asks for the job that compares. */
    @POST
    @Access(Role.CONTRIBUTOR)
    public Response compare(
            @PathParam("model") String model,
            @PathParam("version") int version,
            SkewRequest request,
            @Context SecurityContext caller) {
        if (request == null) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "expected the time of the calls, {\"from\": \"2026-11-01T00:00:00Z\"}");
        }
        String user =
                caller.getUserPrincipal() == null ? "local" : caller.getUserPrincipal().getName();
        Job job = skews.compare(model, version, request, user, Instant.now());
        return Response.accepted(job).build();
    }

    /** What the newest job that has succeeded found. */
    @GET
    public SkewReport latest(@PathParam("model") String model, @PathParam("version") int version) {
        return skews.latest(model, version)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.NOT_FOUND,
                                        "nobody has compared features of %s@%d yet: heddle monitors skew %s@%d --from TIME"
                                                .formatted(model, version, model, version)));
    }
}
